# What is on this machine, and options before anything runs.
source("support.R")

parts <- facs_doctor()
stopifnot(
  grepl("^[0-9]+[.][0-9]+[.][0-9]+$", facs_version()), parts$works[1], is.logical(parts$works),
  identical(parts$part[1:2], c("libfacs", "models")), "runtime" %in% parts$part, all(nzchar(parts$text))
)
stopifnot(startsWith(capture.output(print(parts))[1], paste("libfacs  ", facs_version())))
empty <- tempfile()
dir.create(empty)
files <- facs_models(empty)
stopifnot(
  all(files$state == "missing"), attr(files, "folder") == empty, all(nchar(files$sha256) == 64),
  "facs_extract" %in% files$needed, all(files$bytes > 0)
)

# A download has its name once it is there, and leaves nothing behind if it fails.
from <- file.path(empty, "from")
to <- file.path(empty, "sub", "to")
invisible(facs:::fetch_file(paste0("file://", from), to))
stopifnot(length(list.files(dirname(to))) == 0)
writeLines("weights", from)
invisible(facs:::fetch_file(paste0("file://", from), to))
stopifnot(identical(list.files(dirname(to)), "to"), readLines(to) == "weights")

# Each refusal names the argument.
options <- list(
  au = "strong", backend = 3, threads = 2.5, threads = 1e12, faces = 0, faces = "some", region = 1:3, region = c(0, 0, -1, 5),
  features = 4, features = "smile", full_precision = "yes", full_precision = NA, strict = 1, every = "all",
  fps = NA_real_, max_frames = NaN, landmarks = "", models = character()
)
for (i in seq_along(options)) {
  name <- names(options)[i]
  problem <- raised("facs_error_usage", do.call(facs_extract, c(list("clip.mp4"), options[i])))
  stopifnot(startsWith(conditionMessage(problem), paste0(name, ": expected ")))
}
# The library's own refusals name it too.
problem <- raised("facs_error_usage", facs_extract("clip.mp4", fx = 1e9))
stopifnot(startsWith(conditionMessage(problem), "fx: expected "))
raised("error", facs_extract("clip.mp4", smile = TRUE))
raised("facs_error_usage", facs_extract("clip.mp4", report = TRUE))
raised("facs_error_usage", facs_extract(c("a.mp4", "b.mp4")))

# Without Action Unit columns, none are measured, as in the command.
stopifnot(
  facs_options(features = "pose")$au == "none", is.null(facs_options(features = "pose,aus")$au),
  facs_options(features = "pose", au = "static")$au == "static", length(facs_options()) == 0
)

# The command's table has the same options; the tests of the source tree name the command.
command <- Sys.getenv("FACS_TEST_COMMAND")
if (nzchar(command)) {
  help <- system2(command, c("help", "extract"), stdout = TRUE)
  theirs <- gsub("-", "_", sub("^ *(?:-[a-z], )?--([a-z-]+).*", "\\1", grep("^ *(-[a-z], )?--", help, value = TRUE), perl = TRUE))
  other <- c("output", "directory", "csv", "json", "list", "dry_run", "summary", "progress", "quiet", "verbose",
    "no_sandbox", "help", "events", "kinds", "parameters", "neutral_from") # of the command alone, second names, or arguments of facs_extract and facs_batch by another name
  batch <- setdiff(names(formals(facs_batch)), c("paths", "results", "...", "progress"))
  stopifnot(setequal(setdiff(theirs, other), c(names(formals(facs_options)), batch)))
}
