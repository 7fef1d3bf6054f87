# One input, from the video to the data frame.

facs_extract <- function(input, output = NULL, ..., report = FALSE, progress = interactive()) {
  input <- one_path(input, "input")
  output <- one_path(output, "output", null = TRUE)
  one_flag(report, "report")
  one_flag(progress, "progress")
  if (report && is.null(output)) {
    refuse("report", "an output as well, next to which the page is written")
  }
  if (is.null(output)) {
    csv <- NULL
  } else {
    csv <- if (grepl("\\.csv$", output, ignore.case = TRUE)) output else paste0(output, ".csv")
    make_folder(dirname(csv))
  }
  options <- split_options(facs_options(...))
  paths <- list(
    input, csv, if (!is.null(csv)) with_ending(csv, ".json"),
    options$own$neutral, options$own$save_neutral
  )
  bar <- progress_bar(progress)
  value <- tryCatch(.Call(r_extract, paths, options$table, bar$show), finally = bar$close())
  value <- succeed(value)
  result <- new_result(value$data, if (is.null(csv)) input else csv)
  found <- facs_warnings(result)
  raise_warnings(found)
  raise_notes(value$notes, said = found$text)
  if (report) {
    report_each(csv, isTRUE(options$table$per_face))
  }
  result
}
