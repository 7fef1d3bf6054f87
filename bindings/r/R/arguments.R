# Checks of arguments, and paths as the library takes them.

one_string <- function(value, name, null = FALSE) {
  if (null && is.null(value)) {
    return(NULL)
  }
  if (!is.character(value) || length(value) != 1 || is.na(value) || !nzchar(value)) {
    refuse(name, "one string, not empty")
  }
  value
}

one_flag <- function(value, name) {
  if (!is.logical(value) || length(value) != 1 || is.na(value)) {
    refuse(name, "TRUE or FALSE")
  }
  value
}

one_number <- function(value, name) {
  if (!is.numeric(value) || length(value) != 1 || is.na(value)) {
    refuse(name, "a number")
  }
  value
}

one_path <- function(value, name, null = FALSE) {
  value <- one_string(value, name, null)
  if (is.null(value)) NULL else path.expand(value)
}

# "a/b.csv" with another ending; text without an ending gets one.
with_ending <- function(path, ending) {
  paste0(sub("\\.[^./\\\\]*$", "", path), ending)
}

make_folder <- function(path) {
  if (!is.null(path) && !dir.exists(path) &&
    !dir.create(path, showWarnings = FALSE, recursive = TRUE)) {
    stop(facs_error("output", paste0(path, ": this folder cannot be made")))
  }
  path
}

# A function of (done, expected) that keeps a bar on standard error, and close() for its end.
progress_bar <- function(wanted) {
  bar <- NULL
  show <- function(done, expected) {
    if (is.null(bar) && expected > 0) {
      bar <<- txtProgressBar(max = expected, style = 3, file = stderr())
    }
    if (!is.null(bar)) {
      setTxtProgressBar(bar, done)
    }
  }
  list(
    show = if (wanted) show else NULL,
    close = function() if (!is.null(bar)) close(bar)
  )
}
