# The options of an analysis, with the names that the command gives them. src/options.c has the
# table of those that the library takes.

facs_options <- function(models = NULL, runtime = NULL, backend = NULL, precision = NULL,
                         threads = NULL, landmarks = NULL, detector = NULL, detect_every = NULL,
                         batch = NULL, face = NULL, faces = NULL, region = NULL, min_face = NULL,
                         au = NULL, neutral = NULL, save_neutral = NULL, features = NULL,
                         every = NULL, from = NULL, to = NULL, max_frames = NULL, fps = NULL, fx = NULL, fy = NULL,
                         cx = NULL, cy = NULL, per_face = NULL, stream = NULL, deinterlace = NULL,
                         rotate = NULL, max_pixels = NULL, hwaccel = NULL, overlay = NULL, overlay_style = NULL,
                         full_precision = NULL, picture_names = NULL,
                         overwrite = NULL, strict = NULL) {
  options <- as.list(environment())
  options <- options[!vapply(options, is.null, NA)]
  for (name in intersect(names(options), c("models", "runtime", "overlay", "neutral", "save_neutral"))) {
    options[[name]] <- one_path(options[[name]], name)
  }
  if (!is.null(features)) {
    if (!is.character(features)) refuse("features", "names such as \"aus\" and \"pose\"")
    options$features <- unlist(strsplit(features, ",", fixed = TRUE))
    if (!any(c("aus", "measures") %in% options$features) && is.null(au) && is.null(overlay) &&
      is.null(neutral) && is.null(save_neutral)) {
      options$au <- "none" # as the command does: nothing needs them, and they take time
    }
  }
  options
}

# Splits off the options that are files of their own and not in src/options.c.
split_options <- function(options) {
  own <- c("neutral", "save_neutral")
  list(table = options[setdiff(names(options), own)], own = options[own])
}
