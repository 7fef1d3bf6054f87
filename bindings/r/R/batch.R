# Many inputs, and the table of what became of each.

facs_batch <- function(paths, results, ..., jobs = 0, resume = TRUE, retry_failed = FALSE,
                       patience = 300, pattern = NULL, root = NULL, shard = NULL, report = FALSE,
                       progress = interactive()) {
  if (!is.character(paths) || !length(paths) || anyNA(paths)) {
    refuse("paths", "names of files and folders")
  }
  results <- one_path(results, "results")
  one_flag(report, "report")
  one_flag(progress, "progress")
  options <- split_options(facs_options(...))
  for (name in c("overlay", "save_neutral")) {
    if (!is.null(options$table[[name]]) || !is.null(options$own[[name]])) {
      refuse(name, "one input, because it names one file: use facs_extract()")
    }
  }
  share <- read_shard(shard)
  table <- if (share[2] > 1) sprintf("facs-batch.%d-of-%d.csv", share[1], share[2]) else "facs-batch.csv"
  study <- list(
    path.expand(paths), make_folder(results), one_string(pattern, "pattern", null = TRUE),
    one_path(root, "root", null = TRUE), share[1], share[2]
  )
  how <- list(
    as.integer(one_number(jobs, "jobs")), file.path(results, table), one_flag(resume, "resume"),
    one_flag(retry_failed, "retry_failed"), as.numeric(one_number(patience, "patience"))
  )
  bar <- progress_bar(progress)
  totals <- tryCatch(
    .Call(r_batch, study, how, options$table, options$own$neutral, bar$show),
    finally = bar$close()
  )
  totals <- succeed(totals)
  raise_notes(attr(totals, "notes"))
  rows <- facs_status(results)
  if (report) {
    report_table(results, rows, isTRUE(options$table$per_face))
  }
  attr(rows, "totals") <- unlist(totals)
  say_failed(totals, results)
  rows
}

# c(share, shares), 0 and 1 without sharing.
read_shard <- function(shard) {
  if (is.null(shard)) {
    return(c(0L, 1L))
  }
  parts <- suppressWarnings(as.integer(strsplit(paste(shard, collapse = "/"), "/", fixed = TRUE)[[1]]))
  if (length(parts) != 2 || anyNA(parts) || parts[1] < 1 || parts[1] > parts[2]) {
    refuse("shard", "\"I/N\" or c(I, N), the share I of N, such as \"3/40\"")
  }
  parts
}

say_failed <- function(totals, results) {
  if (totals$failed > 0) {
    warning(facs_warning(
      sprintf(
        "%.0f of %.0f inputs failed: see the column message of the result, or facs_status(\"%s\")",
        totals$failed, totals$inputs, results
      ),
      code = "batch-failed", count = totals$failed
    ))
  }
}

facs_status <- function(results) {
  value <- succeed(.Call(r_batch_table, one_path(results, "results")))
  rows <- as.data.frame(value, stringsAsFactors = FALSE)
  for (name in c("modified", "finished")) {
    rows[[name]] <- as.POSIXct(sub("Z$", "", rows[[name]]), format = "%Y-%m-%dT%H:%M:%OS", tz = "UTC")
  }
  rows
}

# The CSVs of a row of the batch table: its paths are relative to the folder of the results.
results_of <- function(folder, text) {
  paths <- strsplit(text, ";", fixed = TRUE)[[1]]
  paths <- gsub("%25", "%", gsub("%3B", ";", paths, fixed = TRUE), fixed = TRUE)
  ifelse(startsWith(paths, "/"), paths, file.path(folder, paths))
}

facs_merge <- function(results, output = NULL, path = NULL, columns = NULL, min_confidence = 0,
                       every_face = FALSE) {
  results <- one_path(results, "results")
  output <- one_path(output, "output", null = TRUE)
  file <- output
  if (is.null(file)) {
    file <- tempfile(fileext = ".csv")
    on.exit(unlink(file))
  } else {
    make_folder(dirname(file))
  }
  if (!is.null(columns)) columns <- paste(columns, collapse = ",")
  value <- succeed(.Call(
    r_merge, results, file, columns, as.numeric(one_number(min_confidence, "min_confidence")),
    one_flag(every_face, "every_face"), one_string(path, "path", null = TRUE)
  ))
  raise_notes(attr(value, "notes"))
  totals <- unlist(value)
  if (!is.null(output)) {
    return(invisible(totals))
  }
  merged <- label_columns(read_merged(file))
  attr(merged, "totals") <- totals
  merged
}

# read.csv needs minutes for a large study; fread, if it is there, seconds.
read_merged <- function(file) {
  if (requireNamespace("data.table", quietly = TRUE)) {
    return(data.table::fread(file, data.table = FALSE, na.strings = "", encoding = "UTF-8"))
  }
  read.csv(file, check.names = FALSE, encoding = "UTF-8", na.strings = "")
}
