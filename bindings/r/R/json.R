# A reader of NAME.json, because R has none of its own. Objects become named lists, arrays of
# numbers, texts or truths vectors, other arrays lists, and null NULL (NA within a vector).

json_read <- function(text) {
  pattern <- "\"(?:[^\"\\\\]|\\\\.)*\"|-?[0-9][0-9.eE+-]*|true|false|null|[][{}:,]"
  tokens <- regmatches(text, gregexpr(pattern, text, perl = TRUE))[[1]]
  at <- 0
  take <- function() {
    at <<- at + 1
    if (at > length(tokens)) stop("the JSON ends too early", call. = FALSE)
    tokens[at]
  }
  peek <- function() if (at < length(tokens)) tokens[at + 1] else ""
  value <- function() {
    token <- take()
    switch(substr(token, 1, 1),
      "{" = object(),
      "[" = array(),
      "\"" = json_text(token),
      t = TRUE,
      f = FALSE,
      n = NULL,
      as.numeric(token)
    )
  }
  object <- function() {
    result <- list()
    while (peek() != "}") {
      name <- json_text(take())
      take() # the colon
      result[name] <- list(value())
      if (peek() == ",") take()
    }
    take()
    result
  }
  array <- function() {
    result <- list()
    while (peek() != "]") {
      result[length(result) + 1] <- list(value())
      if (peek() == ",") take()
    }
    take()
    json_simplify(result)
  }
  value()
}

# \uD83D\uDE00 is one character, in two halves (UTF-16).
json_text <- function(token) {
  text <- substr(token, 2, nchar(token) - 1)
  if (!grepl("\\", text, fixed = TRUE)) {
    return(text)
  }
  parts <- regmatches(text, gregexpr("(?s)(?:\\\\u[0-9a-fA-F]{4})+|\\\\.|[^\\\\]+", text, perl = TRUE))[[1]]
  plain <- c(
    "\\n" = "\n", "\\t" = "\t", "\\r" = "\r", "\\b" = "\b", "\\f" = "\f",
    "\\\"" = "\"", "\\\\" = "\\", "\\/" = "/"
  )
  decode <- function(part) {
    if (!startsWith(part, "\\")) {
      return(part)
    }
    if (part %in% names(plain)) {
      return(plain[[part]])
    }
    units <- strtoi(strsplit(sub("^\\\\u", "", part), "\\u", fixed = TRUE)[[1]], 16L)
    high <- which(units >= 0xD800 & units < 0xDC00)
    units[high] <- 0x10000 + (units[high] - 0xD800) * 0x400 + (units[high + 1] - 0xDC00)
    if (length(high)) units <- units[-(high + 1)]
    intToUtf8(units)
  }
  paste(vapply(parts, decode, ""), collapse = "")
}

json_simplify <- function(items) {
  is_scalar <- function(item) is.null(item) || (is.atomic(item) && length(item) == 1)
  if (!length(items) || !all(vapply(items, is_scalar, NA))) {
    return(items)
  }
  kinds <- unique(vapply(Filter(Negate(is.null), items), typeof, ""))
  if (length(kinds) != 1) {
    return(items)
  }
  unlist(lapply(items, function(item) if (is.null(item)) NA else item))
}
