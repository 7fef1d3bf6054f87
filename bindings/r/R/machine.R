# What is on this machine.

facs_version <- function() .Call(r_version)

facs_models <- function(folder = NULL, fetch = FALSE, ceclm = FALSE) {
  one_flag(fetch, "fetch")
  one_flag(ceclm, "ceclm")
  folder <- one_path(folder, "folder", null = TRUE)
  if (fetch) {
    folder <- fetch_models(if (is.null(folder)) user_models() else folder, ceclm)
  }
  if (is.null(folder)) {
    folder <- succeed(.Call(r_models_folder, NULL))
  }
  files <- list_models(folder)
  attr(files, "folder") <- folder
  files
}

list_models <- function(folder) {
  files <- as.data.frame(succeed(.Call(r_models, folder)), stringsAsFactors = FALSE)
  needed <- c("not read", "facs_extract", "landmarks pfld, detector retinaface", "landmarks ceclm")
  files$needed <- needed[files$needed + 1]
  files[c("file", "state", "needed", "bytes", "licence", "address", "sha256")]
}

# The first folder in which the library looks for the weights of a user.
user_models <- function() {
  data <- Sys.getenv("XDG_DATA_HOME")
  file.path(if (nzchar(data)) data else path.expand("~/.local/share"), "facs", "models")
}

# Downloads what facs_extract needs and lacks. The library compares each file's digest.
fetch_models <- function(folder, ceclm) {
  make_folder(folder)
  wanted <- c("facs_extract", if (ceclm) "landmarks ceclm")
  lacking <- function() {
    files <- list_models(folder)
    files[files$needed %in% wanted & files$state %in% c("missing", "damaged"), ]
  }
  files <- lacking()
  for (i in which(nzchar(files$address) & files$address != "-")) {
    fetch_file(files$address[i], file.path(folder, files$file[i]))
  }
  files <- lacking()
  unlink(file.path(folder, files$file[files$state == "damaged"]))
  if (nrow(files)) {
    stop(facs_error("setup", sprintf(
      "%d files of the weights, such as %s, could not be fetched into %s: is there a network?",
      nrow(files), files$file[1], folder
    )))
  }
  message(
    "facs: the weights are complete. Their licences are in facs_models(); OpenFace's allows ",
    "non-commercial research only"
  )
  folder
}

# A download that breaks off leaves nothing under the file's name.
fetch_file <- function(address, path) {
  make_folder(dirname(path))
  part <- paste0(path, ".part")
  on.exit(unlink(part))
  status <- tryCatch(
    suppressWarnings(download.file(address, part, mode = "wb", quiet = TRUE)),
    error = function(condition) 1L
  )
  if (status == 0L) file.rename(part, path)
}

facs_doctor <- function(models = NULL, runtime = NULL) {
  models <- one_path(models, "models", null = TRUE)
  weights <- tryCatch(
    {
      files <- facs_models(models)
      bad <- sum(files$needed == "facs_extract" & files$state %in% c("missing", "damaged"))
      list(bad == 0, if (bad) paste(bad, "files are missing or damaged: facs_models(fetch = TRUE)") else attr(files, "folder"))
    },
    facs_error_setup = function(condition) list(FALSE, conditionMessage(condition))
  )
  parts <- as.data.frame(
    succeed(.Call(r_parts, one_path(runtime, "runtime", null = TRUE))),
    stringsAsFactors = FALSE
  )
  parts$works <- parts$works == 1
  parts <- rbind(
    data.frame(
      part = c("libfacs", "models"), serves = c("everything", "facs_extract(), facs_batch()"),
      text = c(facs_version(), weights[[2]]), works = c(TRUE, weights[[1]]),
      stringsAsFactors = FALSE
    ),
    parts
  )
  structure(parts[c("part", "works", "serves", "text")], class = c("facs_doctor", "data.frame"))
}

print.facs_doctor <- function(x, ...) {
  cat(sprintf("%-9s %s", x$part, ifelse(x$works, x$text, paste0("no ", x$serves, ": ", x$text))), sep = "\n")
  invisible(x)
}
