# Results that exist.

facs_read <- function(csv) {
  csv <- one_path(csv, "csv")
  new_result(succeed(.Call(r_read, csv)), csv)
}

facs_dictionary <- function(x = NULL, still = FALSE) {
  one_flag(still, "still")
  still <- still || ("face" %in% names(x) && !"frame" %in% names(x))
  known <- as.data.frame(.Call(r_columns, still), stringsAsFactors = FALSE)
  if (is.null(x)) {
    return(known)
  }
  if (!is.data.frame(x)) {
    refuse("x", "a data frame, or nothing for all columns that facs writes")
  }
  rows <- known[match(names(x), known$name), ]
  rows$name <- names(x)
  for (text in c("unit", "meaning")) {
    kept <- vapply(x, function(column) {
      value <- attr(column, if (text == "unit") "unit" else "label", exact = TRUE)
      if (is.character(value) && length(value) == 1) value else NA_character_
    }, "")
    rows[[text]] <- ifelse(is.na(kept), rows[[text]], kept)
    rows[[text]][is.na(rows[[text]])] <- ""
  }
  row.names(rows) <- NULL
  rows
}

# Gives the columns of a data frame the units and meanings of those that facs writes.
label_columns <- function(x) {
  known <- facs_dictionary()
  for (name in intersect(names(x), known$name)) {
    row <- known[match(name, known$name), ]
    if (nzchar(row$unit)) attr(x[[name]], "unit") <- row$unit
    attr(x[[name]], "label") <- row$meaning
  }
  x
}
