# A clip from end to end. The tests of the source tree name one: FACS_TEST_CLIP.
source("support.R")
skip_unless(can_extract, "FACS_TEST_CLIP names no clip, or the weights are not here")

folder <- tempfile("facs")
file <- file.path(folder, "sub folder", "r\u00e9sultat.csv")
neutral <- file.path(folder, "neutral.bin")
dir.create(folder)
x <- facs_extract(clip, file, max_frames = 40, save_neutral = neutral, report = TRUE, overwrite = TRUE)
stopifnot(nrow(x) == 40, ncol(x) == 714, all(x$success == 1), file.size(neutral) > 1e5)

# In memory as in the file, and without a file.
y <- facs_read(file)
again <- suppressWarnings(facs_extract(clip, max_frames = 40))
for (name in names(x)) {
  stopifnot(identical(x[[name]], y[[name]]), identical(x[[name]], again[[name]]))
}
stopifnot(
  identical(facs_provenance(x), facs_provenance(y)), facs_provenance(again)$frames$rows == 40,
  attr(x, "source") == file, attr(again, "source") == clip
)
page <- sub("csv$", "html", file)
stopifnot(file.exists(page) || !any(grepl("report", facs_doctor()$part)))

# A neutral face and other options reach the library.
z <- suppressWarnings(facs_extract(clip, max_frames = 40, neutral = neutral, features = c("pose", "aus"), faces = 1, au = "dynamic",
  full_precision = TRUE, region = c(0, 0, 640, 480), every = 2, face = "central"))
made <- facs_provenance(z)$options
stopifnot(
  identical(names(z), names(facs_read(csv))), identical(as.vector(z$frame[2] - z$frame[1]), 2L),
  made$face == "central", made$every == 2, isTRUE(made$full_precision)
)

# What is wrong with a clip is a warning, and with strict an error.
other <- file.path(folder, "other.mp4") # the same clip with one byte more
writeBin(c(readBin(clip, "raw", file.size(clip)), as.raw(0)), other)
problem <- raised("facs_warning", facs_extract(clip, max_frames = 20)) # a short clip has no neutral face
stopifnot(nzchar(problem$code), problem$count == 1, inherits(problem, "warning"))
raised("facs_error_input", facs_extract(clip, max_frames = 20, strict = TRUE))
raised("facs_error_input", suppressWarnings(facs_extract(file)))
lacking <- raised("facs_error_setup", facs_extract(clip, models = folder))
stopifnot(grepl("call facs_models(fetch = TRUE)", conditionMessage(lacking), fixed = TRUE))
stopifnot(!grepl("source tree|models fetch", conditionMessage(lacking)))
raised("facs_error_output", facs_extract(clip, file.path(clip, "x.csv")))
raised("facs_error_output", facs_extract(other, file)) # another input's result stays
raised("facs_error_setup", facs_extract(clip, neutral = "nowhere"))

# A study: two clips and something that is none.
videos <- file.path(folder, "videos", c("p1", "p2"))
for (video in videos) {
  dir.create(video, recursive = TRUE)
  file.copy(clip, file.path(video, "rest.mp4"))
}
writeLines("no video", file.path(folder, "videos", "bad.mp4"))
results <- file.path(folder, "results")
problem <- NULL
rows <- withCallingHandlers(
  facs_batch(file.path(folder, "videos"), results, max_frames = 20, features = "aus", jobs = 2, report = TRUE),
  warning = function(w) {
    problem <<- w
    invokeRestart("muffleWarning")
  }
)
stopifnot(
  inherits(problem, "facs_warning"), grepl("^1 of 3 inputs failed", conditionMessage(problem)),
  nrow(rows) == 3, rows$state[basename(rows$path) == "bad.mp4"] == "failed",
  rows$frames[basename(rows$path) == "rest.mp4"] == 20, inherits(rows$finished, "POSIXct"), !anyNA(rows$finished),
  attr(rows, "totals")[["done"]] == 2
)
rows <- suppressWarnings(facs_batch(file.path(folder, "videos"), results, max_frames = 20, features = "aus"))
stopifnot(
  attr(rows, "totals")[["skipped"]] == 2, identical(facs_status(results)$path, rows$path),
  all(file.exists(file.path(results, c("p1/rest.csv", "p2/rest.json"))))
)
unlink(file.path(folder, "videos", "bad.mp4"))
all <- suppressWarnings(facs_merge(results, path = "{participant}/{session}.mp4", columns = c("AU12*", "AU06_r")))
stopifnot(
  nrow(all) == 40, identical(unique(all$participant), c("p1", "p2")), attr(all$AU12_r, "unit") == "0 to 5",
  attr(all, "totals")[["videos"]] == 2, nrow(facs_summary(all, by = "participant")) == 4
)
database <- file.path(folder, "tables", "study.sqlite")
suppressWarnings(facs_merge(results, database))
stopifnot(file.size(database) > 1000)
raised("facs_error_usage", facs_batch(videos, results, overlay = "x.mp4"))
raised("facs_error_usage", facs_batch(videos, results, jobs = 1000))
raised("facs_error_usage", facs_batch(videos, results, shard = "3/2"))
raised("facs_error_input", facs_status(folder))
dir.create(file.path(folder, "none"))
raised("facs_error_input", facs_batch(file.path(folder, "none"), results))
