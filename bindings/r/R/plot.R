# Pictures of a result.

facs_plot <- function(x, what = c("curves", "heatmap"), aus = NULL, face = NULL,
                      engine = c("base", "ggplot2"), min_confidence = 0) {
  what <- match.arg(what)
  engine <- match.arg(engine)
  units <- pick_units(x, aus)
  shown <- one_face(x, face)
  # Where there is no face, there is a gap and not a zero.
  bad <- !trusted_rows(shown, min_confidence)
  shown[bad, unit_columns(shown, units)] <- NA
  if (engine == "ggplot2") {
    if (!requireNamespace("ggplot2", quietly = TRUE)) {
      stop(facs_error("setup", "the package ggplot2 is not installed here: engine = \"base\" needs none"))
    }
    return(if (what == "curves") gg_curves(shown, units) else gg_heatmap(shown, units))
  }
  if (what == "curves") draw_curves(shown, units) else draw_heatmap(shown, units)
  invisible(x)
}

plot.facs_result <- function(x, ...) facs_plot(x, ...)

# The rows of one face of one video, as a plain data frame with times.
one_face <- function(x, face) {
  x <- as.data.frame(x)
  id <- intersect(c("face_id", "face"), names(x))[1]
  if (!is.na(id)) {
    if (is.null(face)) face <- min(x[[id]])
    if (!one_number(face, "face") %in% x[[id]]) {
      refuse("face", paste("one of", paste(sort(unique(x[[id]])), collapse = ", ")))
    }
    x <- x[x[[id]] %in% face, ]
  }
  videos <- intersect(c("path", "video"), names(x))
  if (length(videos) && length(unique(x[[videos[1]]])) > 1) {
    refuse("x", paste0("the rows of one video: choose them by the column ", videos[1]))
  }
  x$seconds <- if (is.null(x[["timestamp"]])) seq_len(nrow(x)) else as.numeric(x[["timestamp"]])
  x
}

unit_columns <- function(x, units) {
  intersect(paste0(rep(units, each = 2), c("_r", "_c")), names(x))
}

time_label <- function(x) if (is.null(x[["timestamp"]])) "row" else "seconds"

title_of <- function(unit) {
  description <- .Call(r_descriptions, unit)
  ifelse(is.na(description), unit, paste(unit, description))
}

# The numbers of the first and last row of each run of ones.
runs_of <- function(present) {
  present <- present %in% 1
  changes <- diff(c(FALSE, present, FALSE))
  data.frame(first = which(changes == 1), last = which(changes == -1) - 1)
}

# Half a frame before the first and after the last row of each run, in seconds.
spans_of <- function(seconds, present) {
  step <- if (length(seconds) > 1) median(diff(seconds)) else 1
  runs <- runs_of(present)
  data.frame(
    from = seconds[runs$first] - rep(step / 2, nrow(runs)),
    to = seconds[runs$last] + rep(step / 2, nrow(runs))
  )
}

curve_colour <- "#1f5fa8"
presence_colour <- "#f2a33a"

draw_curves <- function(x, units) {
  columns <- if (length(units) > 6) 3 else if (length(units) > 3) 2 else 1
  rows <- ceiling(length(units) / columns)
  old <- par(mfrow = c(rows, columns), mar = c(1.6, 1.8, 1.5, 0.6), oma = c(1.6, 0, 0, 0),
    mgp = c(1, 0.3, 0), tcl = -0.2)
  on.exit(par(old))
  for (unit in units) {
    draw_curve(x, unit)
  }
  mtext(time_label(x), side = 1, outer = TRUE, line = 0.3, cex = 0.7)
}

draw_curve <- function(x, unit) {
  intensity <- x[[paste0(unit, "_r")]]
  plot.new()
  plot.window(xlim = range(x$seconds), ylim = c(0, 5), xaxs = "i")
  spans <- spans_of(x$seconds, x[[paste0(unit, "_c")]])
  if (nrow(spans)) {
    rect(spans$from, 0, spans$to, 5, col = adjustcolor(presence_colour, 0.35), border = NA)
  }
  if (!is.null(intensity)) {
    lines(x$seconds, intensity, col = curve_colour)
  }
  axis(1, cex.axis = 0.7)
  axis(2, at = c(0, 5), cex.axis = 0.7, las = 1)
  box(col = "grey70")
  mtext(title_of(unit), side = 3, line = 0.2, adj = 0, cex = 0.6)
}

draw_heatmap <- function(x, units) {
  units <- intersect(units, sub("_r$", "", grep("_r$", names(x), value = TRUE)))
  values <- as.matrix(x[paste0(rev(units), "_r")])
  old <- par(mar = c(3, 10, 1, 1), mgp = c(1.6, 0.4, 0), tcl = -0.2)
  on.exit(par(old))
  colours <- hcl.colors(64, "YlOrRd", rev = TRUE)
  # Steps of time may differ, so each row of the result is as wide as the next.
  image(seq_len(nrow(values)), seq_along(units), pmin(pmax(values, 0), 5),
    zlim = c(0, 5), col = colours, axes = FALSE, xlab = time_label(x), ylab = ""
  )
  times <- pretty(x$seconds)
  times <- times[times >= min(x$seconds) & times <= max(x$seconds)]
  axis(1, at = findInterval(times, x$seconds), labels = times, cex.axis = 0.8)
  axis(2, at = seq_along(units), labels = title_of(rev(units)), las = 1, cex.axis = 0.7)
  box(col = "grey70")
}
