# Conditions: what the library says, as R's errors, warnings and interrupts.

# The class tells what was at fault, as the exit status of the command does.
facs_error <- function(kind, text, call = NULL, ...) {
  structure(
    class = c(paste0("facs_error_", kind), "facs_error", "error", "condition"),
    list(message = text, call = call, ...)
  )
}

facs_warning <- function(text, ..., call = NULL) {
  structure(
    class = c("facs_warning", "warning", "condition"),
    list(message = text, call = call, ...)
  )
}

refuse <- function(option, expected) {
  stop(facs_error("usage", paste0(option, ": expected ", expected)))
}

# Returns a value of the glue, unless it is a failure: then it does not return.
succeed <- function(value) {
  if (!inherits(value, "facs_failure")) {
    return(value)
  }
  raise_notes(attr(value, "notes"))
  kind <- value[[1]]
  if (kind == "stopped") {
    interrupt(value)
  }
  text <- value[[2]]
  unfinished <- attr(value, "unfinished")
  if (length(unfinished) && nzchar(unfinished)) {
    text <- paste0(text, " (the rows so far are in ", unfinished, ")")
  }
  stop(facs_error(kind, r_names(text), unfinished = unfinished))
}

# The library had to come back before the interrupt that R saw meanwhile could do its work.
interrupt <- function(value) {
  unfinished <- attr(value, "unfinished")
  if (length(unfinished) && nzchar(unfinished)) {
    message("facs: interrupted; ", unfinished, " holds the rows so far")
  }
  condition <- structure(
    class = c("facs_interrupt", "interrupt", "condition"),
    list(message = value[[2]], call = NULL, unfinished = unfinished)
  )
  signalCondition(condition)
  invokeRestart("abort")
}

# The library begins a sentence about an option with the name of its field, and knows other ways to
# fetch the weights.
r_names <- function(text) {
  text <- sub("run \"(make models\" in the source tree|facs models fetch\")",
    "call facs_models(fetch = TRUE)", text)
  fields <- c(
    focal_x = "fx", focal_y = "fy", centre_x = "cx", centre_y = "cy",
    face_choice = "face", landmark_method = "landmarks"
  )
  for (field in names(fields)) {
    text <- sub(paste0("^", field, ": "), paste0(fields[[field]], ": "), text)
  }
  text
}

# Warnings about an input: a data frame as facs_warnings() returns it.
raise_warnings <- function(found) {
  for (i in seq_len(nrow(found))) {
    warning(facs_warning(
      found$text[i],
      code = found$code[i], count = found$count[i], first_frame = found$first_frame[i],
      first_time = found$first_time[i], frames = found$frames[[i]]
    ))
  }
}

# Other lines of the log, except those that the warnings above have said.
raise_notes <- function(notes, said = character()) {
  for (note in notes) {
    if (!any(vapply(said, grepl, NA, x = note, fixed = TRUE))) {
      warning(facs_warning(note))
    }
  }
}
