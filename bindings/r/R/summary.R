# A few numbers per person and Action Unit.

action_units <- function(x) {
  sort(unique(sub("_[rc]$", "", grep("^AU[0-9]+_[rc]$", names(x), value = TRUE))))
}

# The columns that tell the rows of one person in one video from others.
groups_of <- function(x) {
  intersect(c("path", "video", "face_id", "face"), names(x))
}

# Returns the rows that count: those with a face that is seen well enough.
trusted_rows <- function(x, min_confidence) {
  one_number(min_confidence, "min_confidence")
  good <- with_face(x)
  if (min_confidence > 0 && !is.null(x[["confidence"]])) {
    good <- good & !is.na(x[["confidence"]]) & x[["confidence"]] >= min_confidence
  }
  good
}

check_units <- function(x) {
  if (!is.data.frame(x)) {
    refuse("x", "a data frame, such as facs_extract() and facs_read() return")
  }
  units <- action_units(x)
  if (!length(units)) {
    stop(facs_error("input", "there are no columns of Action Units, such as AU12_r"))
  }
  units
}

facs_summary <- function(x, by = NULL, min_confidence = 0) {
  units <- check_units(x)
  if (is.null(by)) by <- groups_of(x)
  if (!is.character(by) || !all(by %in% names(x))) {
    refuse("by", "names of columns")
  }
  good <- trusted_rows(x, min_confidence)
  x <- as.data.frame(x)
  # One group for each combination that occurs, in order of appearance.
  key <- if (length(by)) do.call(paste, c(unname(as.list(x[by])), sep = "\r")) else rep("", nrow(x))
  groups <- split(seq_len(nrow(x)), factor(key, unique(key)))
  parts <- lapply(groups, function(rows) {
    part <- summarise_units(x, units, rows[good[rows]], length(rows))
    cbind(x[rep(rows[1], nrow(part)), by, drop = FALSE], part)
  })
  result <- if (length(parts)) do.call(rbind, parts) else summarise_units(x, units, integer(), 0L)
  row.names(result) <- NULL
  result
}

summarise_units <- function(x, units, rows, all_rows) {
  statistic <- function(unit, ending, compute) {
    values <- x[[paste0(unit, ending)]][rows]
    values <- values[!is.na(values)]
    if (length(values)) compute(values) else NA_real_
  }
  each <- function(ending, compute) vapply(units, statistic, 0, ending, compute, USE.NAMES = FALSE)
  data.frame(
    au = units,
    description = .Call(r_descriptions, units),
    rows = all_rows,
    face_rows = length(rows),
    intensity_mean = each("_r", mean),
    intensity_sd = each("_r", sd),
    intensity_median = each("_r", median),
    intensity_max = each("_r", max),
    presence_share = each("_c", mean),
    stringsAsFactors = FALSE
  )
}

summary.facs_result <- function(object, ...) facs_summary(object, ...)

# One row per frame and Action Unit, for models and for ggplot2.
facs_long <- function(x, aus = NULL) {
  units <- pick_units(x, aus)
  x <- as.data.frame(x)
  known <- facs_dictionary()
  kept <- setdiff(names(x), known$name[known$block != "always"])
  column <- function(unit, ending) {
    values <- x[[paste0(unit, ending)]]
    as.numeric(if (is.null(values)) rep(NA, nrow(x)) else values)
  }
  parts <- lapply(units, function(unit) {
    cbind(
      x[kept],
      data.frame(
        au = factor(rep(unit, nrow(x)), units),
        intensity = column(unit, "_r"), presence = column(unit, "_c")
      )
    )
  })
  result <- do.call(rbind, parts)
  row.names(result) <- NULL
  result
}

# The Action Units named, or all; "12", 12, "AU12" and "AU12_r" are the same.
pick_units <- function(x, aus) {
  units <- check_units(x)
  if (is.null(aus)) {
    return(units)
  }
  number <- suppressWarnings(as.integer(gsub("^AU|_[rc]$", "", as.character(aus))))
  wanted <- sprintf("AU%02d", number)
  if (anyNA(number) || !all(wanted %in% units)) {
    refuse("aus", paste("some of", paste(units, collapse = ", ")))
  }
  wanted
}
