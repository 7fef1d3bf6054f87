# The same pictures with ggplot2, to change and to combine.

gg_curves <- function(x, units) {
  long <- facs_long(x[c("seconds", unit_columns(x, units))], units)
  spans <- do.call(rbind, lapply(units, function(unit) {
    one <- spans_of(x$seconds, x[[paste0(unit, "_c")]])
    cbind(one, au = factor(rep(unit, nrow(one)), units))
  }))
  seconds <- intensity <- from <- to <- NULL # columns, for R CMD check
  ggplot2::ggplot(long) +
    ggplot2::geom_rect(
      data = spans, fill = presence_colour, alpha = 0.35,
      ggplot2::aes(xmin = from, xmax = to, ymin = 0, ymax = 5)
    ) +
    ggplot2::geom_line(ggplot2::aes(x = seconds, y = intensity), colour = curve_colour, na.rm = TRUE) +
    ggplot2::facet_wrap("au", labeller = ggplot2::as_labeller(title_of)) +
    ggplot2::coord_cartesian(ylim = c(0, 5)) +
    ggplot2::labs(x = time_label(x), y = "intensity")
}

gg_heatmap <- function(x, units) {
  long <- facs_long(x[c("seconds", unit_columns(x, units))], units)
  long <- long[!is.na(long$intensity), ]
  seconds <- intensity <- au <- NULL # columns, for R CMD check
  ggplot2::ggplot(long) +
    ggplot2::geom_tile(ggplot2::aes(x = seconds, y = au, fill = intensity)) +
    ggplot2::scale_y_discrete(limits = rev(units), labels = title_of) +
    ggplot2::scale_fill_gradientn(colours = hcl.colors(64, "YlOrRd", rev = TRUE), limits = c(0, 5)) +
    ggplot2::labs(x = time_label(x), y = NULL)
}
