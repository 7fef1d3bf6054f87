# Ctrl-C during a run and during a batch, which would take half a minute each.
source("support.R")
skip_unless(can_extract, "FACS_TEST_CLIP names no clip, or the weights are not here")

folder <- tempfile("facs")
dir.create(file.path(folder, "images"), recursive = TRUE)
first <- file.path(folder, "images", "0000.ppm")
writeBin(c(charToRaw("P6\n640 480\n255\n"), as.raw(rep(0:255, length.out = 3 * 640 * 480))), first)
stopifnot(all(file.link(first, sprintf("%s/images/%04d.ppm", folder, 1:3000))))

# Interrupts this process once the first rows are there. Returns the seconds from then to the end of
# the expression.
seconds_to_stop <- function(where, expression) {
  sent <- file.path(folder, "sent")
  unlink(sent)
  wait <- sprintf("until ls '%s' 2>/dev/null | grep -q 'csv.*part'; do sleep 0.1; done", where)
  system(sprintf("(%s; sleep 0.3; kill -INT %d; touch '%s') &", wait, Sys.getpid(), sent))
  condition <- tryCatch(
    {
      expression
      NULL
    },
    interrupt = identity
  )
  ended <- Sys.time()
  stopifnot(inherits(condition, "facs_interrupt"))
  Sys.sleep(0.1)
  as.numeric(ended - file.mtime(sent), units = "secs")
}

output <- file.path(folder, "x.csv")
said <- character()
seconds <- withCallingHandlers(
  seconds_to_stop(folder, facs_extract(file.path(folder, "images"), output)),
  message = function(m) {
    said <<- conditionMessage(m)
    invokeRestart("muffleMessage")
  }
)
part <- list.files(folder, "part$")
# The rows so far are where the message says, and there is no result. It takes 0.1 s, but the machine
# may be busy.
stopifnot(seconds < 10, length(part) == 1, grepl(part, said, fixed = TRUE), !file.exists(output))
message(sprintf("a run stopped after %.2f s", seconds))

results <- file.path(folder, "results")
seconds <- seconds_to_stop(results, facs_batch(file.path(folder, "images"), results, jobs = 2))
stopifnot(seconds < 10, facs_status(results)$state == "left")
message(sprintf("a batch stopped after %.2f s", seconds))

# R is as it was.
x <- suppressWarnings(facs_extract(clip, max_frames = 5, features = "pose"))
stopifnot(nrow(x) == 5)
