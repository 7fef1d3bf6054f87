# What happened in a face, and results in a few figures.

# The CSV of a result: a path, or a data frame that is written to a file, which the caller deletes.
as_csv <- function(x, name) {
  if (!is.data.frame(x)) {
    return(one_path(x, name))
  }
  file <- tempfile(fileext = ".csv")
  write.csv(x, file, row.names = FALSE, na = "")
  file
}

# "blink.max=0.5,nod.amplitude=4"
parameters_text <- function(parameters) {
  if (is.null(parameters)) {
    return(NULL)
  }
  if (!is.numeric(parameters) || anyNA(parameters) || is.null(names(parameters))) {
    refuse("parameters", "numbers with names, such as c(blink.max = 0.5)")
  }
  paste0(names(parameters), "=", format(parameters, digits = 15, trim = TRUE, scientific = FALSE),
    collapse = ","
  )
}

facs_events <- function(x, output = NULL, kinds = NULL, parameters = NULL) {
  output <- one_path(output, "output", null = TRUE)
  csv <- as_csv(x, "x")
  if (is.data.frame(x)) on.exit(unlink(csv))
  if (!is.null(kinds)) kinds <- paste(kinds, collapse = ",")
  file <- if (is.null(output)) tempfile(fileext = ".csv") else output
  source <- if (inherits(x, "facs_result")) attr(x, "source")
  json <- provenance_beside(if (is.null(source)) csv else source)
  succeed(.Call(r_events, csv, json, file, kinds, parameters_text(parameters)))
  if (!is.null(output)) {
    return(invisible(output))
  }
  on.exit(unlink(file), add = TRUE)
  read.csv(file, colClasses = c(kind = "character", flags = "character"))
}

facs_summarize <- function(results, output = NULL, segments = NULL, baseline = NULL, path = NULL,
                           parameters = NULL, jobs = 0) {
  output <- one_path(output, "output", null = TRUE)
  paths <- if (is.data.frame(results)) as_csv(results, "results") else results
  if (!is.character(paths) || !length(paths) || anyNA(paths)) {
    refuse("results", "names of results or folders, or a data frame")
  }
  file <- output
  if (is.null(file)) file <- tempfile(fileext = ".csv") else make_folder(dirname(file))
  made <- c(if (is.data.frame(results)) paths, if (is.null(output)) file)
  on.exit(unlink(made))
  value <- succeed(.Call(
    r_summarize, path.expand(paths), file, list(
      one_path(segments, "segments", null = TRUE), one_string(baseline, "baseline", null = TRUE),
      one_string(path, "path", null = TRUE), parameters_text(parameters)
    ),
    as.integer(one_number(jobs, "jobs"))
  ))
  raise_notes(attr(value, "notes"))
  table <- read_figures(file)
  if (is.data.frame(results)) table$file <- ""
  attr(table, "totals") <- unlist(value)
  if (is.null(output)) table else invisible(table)
}

# The table with units and meanings. Labels and what the path says stay texts: 007, T.
read_figures <- function(file) {
  table <- read.csv(file, check.names = FALSE, encoding = "UTF-8", colClasses = "character", na.strings = character())
  known <- as.data.frame(.Call(r_summary_columns), stringsAsFactors = FALSE)
  for (name in names(table)) {
    row <- known[match(sub("_change$", "", name), known$name), ]
    if (!is.na(row$name)) {
      if (!row$is_text) table[[name]] <- as.numeric(table[[name]])
      if (nzchar(row$unit)) attr(table[[name]], "unit") <- row$unit
      attr(table[[name]], "label") <- row$meaning
    }
  }
  table
}
