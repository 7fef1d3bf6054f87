# The reader of NAME.json.
library(facs)
read <- facs:::json_read

stopifnot(
  identical(read("{}"), structure(list(), names = NULL)) || length(read("{}")) == 0,
  identical(read("[1, -2.5e3, 0]"), c(1, -2500, 0)),
  identical(read("{\"a\": null, \"b\": true, \"c\": [\"x\", \"y\"], \"d\": {\"e\": [[1, 2]]}}"),
    list(a = NULL, b = TRUE, c = c("x", "y"), d = list(e = list(c(1, 2))))),
  identical(read("[null, 1]"), c(NA, 1)),
  identical(read("[1, \"x\"]"), list(1, "x")),
  identical(read("\"a\\\"b\\\\c\\n\\u00e9\\ud83d\\ude00/\\/{[,]}\""), "a\"b\\c\n\u00e9\U1F600//{[,]}")
)
stopifnot(inherits(try(read("{\"a\": ["), silent = TRUE), "try-error"))
