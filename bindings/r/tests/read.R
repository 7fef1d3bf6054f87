# Reading results, with units, meanings, provenance and warnings.
source("support.R")

x <- facs_read(csv)
stopifnot(
  inherits(x, "facs_result"), is.data.frame(x), nrow(x) == 300,
  identical(names(x)[1:5], c("frame", "face_id", "timestamp", "confidence", "success")),
  is.integer(x$frame), is.integer(x$success), is.double(x$AU12_r),
  identical(as.vector(x$frame), 1:300)
)

# The same numbers as R's own reader, to the last bit.
plain <- read.csv(csv)
for (name in names(plain)) {
  stopifnot(all(plain[[name]] == x[[name]]))
}

# Units and meanings are those of the library's table, and outlive a choice of rows and columns.
stopifnot(
  identical(attr(x$pose_Tx, "unit"), "mm"),
  identical(attr(x$AU12_r, "label"), "Lip corner puller"),
  is.null(attr(x$frame, "unit")),
  identical(attr(x[x$success == 1, ]$AU12_r, "unit"), "0 to 5"),
  identical(attr(x[c("frame", "pose_Rx")]$pose_Rx, "unit"), "rad"),
  identical(facs_provenance(x[1:3, ]), facs_provenance(x)),
  identical(class(x[["frame"]]), "integer"),
  identical(as.vector(x[2, "frame"]), 2L)
)
dictionary <- facs_dictionary(x)
everything <- facs_dictionary()
stopifnot(
  identical(dictionary$name, names(x)), nrow(everything) == 761,
  identical(dictionary$unit[dictionary$name == "AU45_c"], "0 or 1"),
  identical(unique(everything$block), c("always", "gaze", "pose", "2d", "3d", "pdm", "aus", "measures")),
  facs_dictionary(still = TRUE)$name[1] == "face",
  facs_dictionary(data.frame(face = 0, confidence = 0.9))$decimals == c(0, 3),
  facs_dictionary(data.frame(group = 1, pose_Tx = 2))$unit == c("", "mm")
)

# A plain data frame has nothing of ours but units and meanings.
plain <- as.data.frame(x)
stopifnot(identical(class(plain), "data.frame"), is.null(facs_provenance(plain)))

# How it was made.
made <- facs_provenance(x)
stopifnot(
  made$program == "facs", made$options$au == "dynamic", made$frames$rows == 300,
  identical(made$options$features, c("pose", "aus")), is.null(made$runtime), isTRUE(made$complete)
)
found <- facs_warnings(x)
stopifnot(
  identical(found$code, "other-person"), found$count == 1, found$first_frame == 279,
  identical(found$frames[[1]][1, ], c(first = 279, last = 279))
)
output <- capture.output(print(x))
stopifnot(grepl("300 rows, 255 with a face", output[1]), grepl("^warning: the picture", output[2]))

# Results of OpenFace: blanks before names and numbers, no record of how they were made.
old <- tempfile(fileext = ".csv")
writeLines(c("frame, timestamp, confidence, success, AU12_r", "1, 0.000, 0.98, 1, 0.50", "2, 0.033, , 0, nan"), old)
y <- facs_read(old)
stopifnot(
  identical(names(y), c("frame", "timestamp", "confidence", "success", "AU12_r")),
  identical(as.vector(y$AU12_r), c(0.5, NA)), is.na(y$confidence[2]),
  attr(y$timestamp, "unit") == "s", is.null(facs_provenance(y)), nrow(facs_warnings(y)) == 0
)

# What does not work is an error of its kind, with the library's sentence.
problem <- raised("facs_error_input", facs_read("nowhere.csv"))
stopifnot(inherits(problem, "facs_error"), inherits(problem, "error"), grepl("nowhere.csv", conditionMessage(problem)))
writeLines(c("frame,AU12_r", "1,much"), old)
stopifnot(grepl("much", conditionMessage(raised("facs_error_input", facs_read(old)))))
for (bad in list(NULL, 3, NA_character_, character(), "", c("a", "b"))) {
  raised("facs_error_usage", facs_read(bad))
}

# In the C locale, as under cron, a name that is not ASCII is the bytes that the system has.
before <- Sys.getlocale("LC_CTYPE")
Sys.setlocale("LC_CTYPE", "C")
name <- rawToChar(as.raw(c(0xc3, 0xa9, charToRaw(".csv"))))
named <- file.path(tempdir(), name)
stopifnot(file.copy(csv, named), nrow(facs_read(named)) == 300)
Sys.setlocale("LC_CTYPE", before)

# Names of pictures are text beside the numbers.
named <- tempfile(fileext = ".csv")
writeLines(c("frame,confidence,picture", "1,1,\"a, \"\"b\"\".jpg\"", "3,0.5,c.jpg"), named)
x <- facs_read(named)
stopifnot(
  identical(names(x), c("frame", "confidence", "picture")),
  identical(x$picture, c("a, \"b\".jpg", "c.jpg")),
  identical(as.vector(x$frame), c(1L, 3L))
)
