# The class of a result: a data frame that knows where it comes from.

# parts: what data_value() in src/data.c makes.
new_result <- function(parts, source) {
  rows <- parts$rows
  result <- parts$columns
  attr(result, "row.names") <- .set_row_names(rows)
  class(result) <- c("facs_result", "data.frame")
  provenance <- if (nzchar(parts$json)) json_read(parts$json)
  attr(result, "source") <- source
  attr(result, "provenance") <- provenance
  attr(result, "warnings") <- warnings_of(provenance)
  result
}

own_attributes <- c("source", "provenance", "warnings")

# NAME.json's list of warnings as a data frame.
warnings_of <- function(provenance) {
  found <- provenance$warnings
  field <- function(name, none) {
    vapply(found, function(one) if (is.null(one[[name]])) none else one[[name]], none)
  }
  result <- data.frame(
    code = field("code", NA_character_),
    text = field("text", NA_character_),
    count = field("count", NA_real_),
    first_frame = field("first_frame", NA_real_),
    first_time = field("first_time", NA_real_),
    stringsAsFactors = FALSE
  )
  result$frames <- lapply(found, function(one) {
    runs <- as.numeric(unlist(one$frames))
    matrix(runs, ncol = 2, byrow = TRUE, dimnames = list(NULL, c("first", "last")))
  })
  result
}

facs_warnings <- function(x) {
  found <- attr(x, "warnings")
  if (is.null(found)) warnings_of(NULL) else found
}

facs_provenance <- function(x) attr(x, "provenance")

# Keeps units and meanings of the columns, and what is known about the result.
`[.facs_result` <- function(x, ...) {
  result <- NextMethod()
  if (!is.data.frame(result)) {
    return(result)
  }
  for (name in intersect(names(result), names(x))) {
    for (kept in c("unit", "label")) {
      attr(result[[name]], kept) <- attr(x[[name]], kept)
    }
  }
  for (name in own_attributes) {
    attr(result, name) <- attr(x, name)
  }
  result
}

as.data.frame.facs_result <- function(x, row.names = NULL, optional = FALSE, ...) {
  for (name in own_attributes) {
    attr(x, name) <- NULL
  }
  class(x) <- "data.frame"
  x
}

print.facs_result <- function(x, ...) {
  cat(describe(x), sep = "\n")
  shown <- names(x)
  if (length(shown) > 10) { # of hundreds, those that say what the result is like
    usual <- c("frame", "face", "face_id", "timestamp", "confidence", "success", "AU06_r", "AU12_r", "AU12_c")
    shown <- intersect(usual, shown)
  }
  first <- min(nrow(x), 6L)
  print(as.data.frame(x)[seq_len(first), shown, drop = FALSE], row.names = FALSE)
  invisible(x)
}

# A sentence or two for people.
describe <- function(x) {
  source <- attr(x, "source")
  face <- if (!is.null(x[["success"]])) {
    sprintf(", %d with a face (%.0f %%)", sum(with_face(x)), if (nrow(x)) 100 * mean(with_face(x)) else 0)
  }
  found <- facs_warnings(x)
  c(
    paste0(if (is.null(source)) "a result" else source, ": ", nrow(x), if (nrow(x) == 1) " row" else " rows", face, ", ", ncol(x), " columns"),
    if (nrow(found)) paste0("warning: ", found$text)
  )
}

# Which rows have a face. A result of an image has only rows with one.
with_face <- function(x) {
  if (is.null(x[["success"]])) rep(TRUE, nrow(x)) else x[["success"]] %in% 1
}
