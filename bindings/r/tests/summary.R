# Numbers per person, long tables, and pictures.
source("support.R")

x <- facs_read(csv)
s <- facs_summary(x)
smile <- x$AU12_r[x$success == 1]
row <- s[s$au == "AU12", ]
stopifnot(
  nrow(s) == 18, all(s$face_id == 0), all(s$rows == 300), all(s$face_rows == 255),
  row$description == "Lip corner puller",
  all.equal(row$intensity_mean, mean(smile)), all.equal(row$intensity_max, max(smile)),
  all.equal(row$presence_share, mean(x$AU12_c[x$success == 1])),
  is.na(s$intensity_mean[s$au == "AU28"]), identical(summary(x), s),
  all(facs_summary(x, min_confidence = 0.97)$face_rows < 255),
  nrow(facs_summary(x, by = character())) == 18
)

# Several people and videos; a group without a face; no rows at all.
two <- rbind(cbind(path = "a", as.data.frame(x)), cbind(path = "b", as.data.frame(x)[1:3, ]))
two$success[two$path == "b"] <- 0L
s <- facs_summary(two)
stopifnot(
  identical(unique(s$path), c("a", "b")), nrow(s) == 36,
  all(is.na(s$intensity_mean[s$path == "b"])), all(s$face_rows[s$path == "b"] == 0),
  nrow(facs_summary(x[0, ])) == 18, all(facs_summary(x[0, ])$rows == 0)
)
raised("facs_error_usage", facs_summary(x, by = "participant"))
raised("facs_error_usage", facs_summary("x"))
raised("facs_error_input", facs_summary(x[1:5]))

long <- facs_long(x, c(6, "AU12"))
stopifnot(
  nrow(long) == 600, identical(levels(long$au), c("AU06", "AU12")),
  all(long$intensity[long$au == "AU12"] == x$AU12_r), !"pose_Tx" %in% names(long),
  all(c("frame", "face_id", "timestamp", "confidence", "success") %in% names(long))
)
stopifnot(identical(names(facs_long(data.frame(group_1 = "a", pose_Rx = 1, AU12_r = 2))), c("group_1", "au", "intensity", "presence")))
raised("facs_error_usage", facs_long(x, "AU99"))

# Runs of presence are spans of time.
stopifnot(
  identical(facs:::runs_of(c(1, 1, 0, NA, 1)), data.frame(first = c(1L, 5L), last = c(2, 5))),
  nrow(facs:::runs_of(c(0, 0))) == 0,
  all.equal(facs:::spans_of(c(0, 0.1, 0.2), c(0, 1, 1)), data.frame(from = 0.05, to = 0.25))
)

# Pictures are drawn, and leave the device as it was.
file <- tempfile(fileext = ".pdf")
pdf(file)
before <- par("mfrow", "mar")
stopifnot(identical(facs_plot(x), x))
plot(x, "heatmap")
plot(x, aus = 12)
facs_plot(as.data.frame(x)[1:2, ], aus = c(12, 28))
stopifnot(identical(par("mfrow", "mar"), before))
raised("facs_error_usage", facs_plot(x, face = 3))
raised("facs_error_usage", facs_plot(two))
if (requireNamespace("ggplot2", quietly = TRUE)) {
  for (what in c("curves", "heatmap")) {
    p <- facs_plot(x, what, engine = "ggplot2")
    stopifnot(inherits(p, "ggplot"))
    print(p)
  }
}
invisible(dev.off())
stopifnot(file.size(file) > 10000)

# Other packages' tables.
if (requireNamespace("data.table", quietly = TRUE)) {
  d <- data.table::as.data.table(x)
  stopifnot(identical(class(d), c("data.table", "data.frame")), attr(d$pose_Tx, "unit") == "mm")
}
if (requireNamespace("arrow", quietly = TRUE)) {
  a <- as.data.frame(arrow::arrow_table(x))
  stopifnot(all(a$AU12_r == x$AU12_r), attr(a$pose_Tx, "unit") == "mm")
}
