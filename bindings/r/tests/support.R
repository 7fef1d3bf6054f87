# What the tests share: they source it first.
library(facs)

csv <- system.file("extdata", "drawn.csv", package = "facs")

# Returns the condition of a class that an expression raises, or fails.
raised <- function(class, expression) {
  found <- tryCatch(
    {
      expression
      NULL
    },
    condition = function(condition) condition
  )
  if (!inherits(found, class)) {
    stop("expected ", class, ", not ", paste(class(found), collapse = ", "), ": ", format(found))
  }
  invisible(found)
}

# Whether this machine has what an extraction needs: the weights and the clip, which the tests of
# the source tree name.
clip <- Sys.getenv("FACS_TEST_CLIP")
can_extract <- nzchar(clip) && all(facs_doctor()$works[1:2])
skip_unless <- function(condition, why) {
  if (!condition) {
    message("skipped: ", why)
    quit(status = 0)
  }
}
