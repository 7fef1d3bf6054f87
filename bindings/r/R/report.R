# Pages to look at.

facs_report <- function(x, html = NULL, json = NULL, video = NULL, segments = NULL) {
  csv <- if (inherits(x, "facs_result")) attr(x, "source") else x
  csv <- one_path(csv, "x")
  html <- one_path(html, "html", null = TRUE)
  if (is.null(html)) {
    html <- with_ending(csv, ".html")
  } else {
    make_folder(dirname(html))
  }
  json <- one_path(json, "json", null = TRUE)
  if (is.null(json)) json <- provenance_beside(csv)
  raise_notes(succeed(.Call(r_report, csv, html, json, one_path(video, "video", null = TRUE),
                            one_path(segments, "segments", null = TRUE))))
  invisible(html)
}

# NAME.json for NAME.csv, and for NAME_face00.csv, which has none of its own.
provenance_beside <- function(csv) {
  own <- with_ending(csv, ".json")
  shared <- sub("_face[0-9]+\\.json$", ".json", own)
  if (file.exists(own)) own else shared
}

# A page for a result, or for each of its faces.
report_each <- function(csv, per_face) {
  for (face in if (per_face) faces_of(csv) else csv) {
    facs_report(face)
  }
}

faces_of <- function(csv) {
  stem <- sub("\\.csv$", "_face", basename(csv), ignore.case = TRUE)
  files <- list.files(dirname(csv))
  file.path(dirname(csv), files[startsWith(files, stem) & grepl("_face[0-9]+\\.csv$", files)])
}

# The pages of a batch: those that are missing or older than their rows.
report_table <- function(folder, rows, per_face) {
  for (text in rows$results[startsWith(rows$state, "done") | rows$state == "skipped"]) {
    csvs <- grep("\\.csv$", results_of(folder, text), value = TRUE)
    for (csv in csvs) {
      html <- with_ending(csv, ".html")
      if (!file.exists(html) || file.mtime(html) < file.mtime(csv)) {
        facs_report(csv)
      }
    }
  }
}
