# Events and figures of results.
source("support.R")

x <- facs_read(csv)
events <- facs_events(csv)
stopifnot(
  is.data.frame(events), c("face_id", "kind", "onset", "flags") %in% names(events),
  is.character(events$flags), all(events$onset <= events$offset),
  identical(facs_events(x), events),
  all(facs_events(csv, kinds = "AU12")$kind == "AU12")
)
file <- tempfile(fileext = ".eaf")
stopifnot(facs_events(csv, file) == file, file.exists(file))

# It names the video that NAME.json is about.
folder <- tempfile()
dir.create(folder)
named <- file.path(folder, "007.csv")
stopifnot(file.copy(csv, named))
writeLines('{"program": "facs", "input": {"path": "/videos/007.mp4"}}', file.path(folder, "007.json"))
for (result in list(named, facs_read(named))) {
  file <- facs_events(result, tempfile(fileext = ".eaf"))
  stopifnot(any(grepl('MEDIA_URL="file:///videos/007.mp4"', readLines(file), fixed = TRUE)))
}
raised("facs_error_usage", facs_events(csv, kinds = "yawn"))
raised("facs_error_usage", facs_events(csv, parameters = c(1, 2)))
raised("facs_error_input", facs_events("missing.csv"))

s <- facs_summarize(csv)
good <- x$success == 1 & x$confidence >= 0.7 & abs(x$pose_Ry) <= pi / 4
smile <- x$AU12_r[good]
stopifnot(
  nrow(s) == 1, s$file == csv, s$frames == 300, s$usable_frames == sum(good),
  abs(s$AU12_mean - mean(smile)) < 1e-4, abs(s$AU12_median - median(smile)) < 1e-4,
  abs(s$AU12_sd - sqrt(mean((smile - mean(smile))^2))) < 1e-4,
  is.na(s$lid_left_mean), is.numeric(s$lid_left_mean),
  attr(s$AU12_mean, "unit") == "0 to 5", attr(s, "totals")[["results"]] == 1
)
same <- facs_summarize(x)
stopifnot(same$AU12_mean == s$AU12_mean, same$file == "")

# Segments, a baseline, and columns from the path.
parts <- tempfile(fileext = ".csv")
writeLines(c("start,end,label", "0,2,rest", "2,8,task"), parts)
table <- tempfile(fileext = ".csv")
t <- facs_summarize(csv, table, segments = parts, baseline = "rest", path = "{name}.*")
stopifnot(
  identical(as.character(t$segment), c("", "rest", "task")), t$name == "drawn", file.exists(table),
  abs(t$AU12_mean_change[3] - (t$AU12_mean[3] - t$AU12_mean[2])) < 1e-3
)

# Labels and columns from the path stay as they are.
writeLines(c("start,end,label", "0,2,T", "2,8,01"), parts)
t <- facs_summarize(named, segments = parts, path = "{person}.mp4")
stopifnot(
  identical(as.character(t$segment), c("", "T", "01")), identical(t$person, rep("007", 3)),
  is.numeric(t$face), identical(unique(as.character(t$rule)), unique(as.character(s$rule)))
)
raised("facs_error_usage", facs_summarize(csv, baseline = "rest"))
raised("facs_error_usage", facs_summarize(1))
