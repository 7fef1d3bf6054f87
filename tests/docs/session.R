# session.R FILE...: the same for R.
said <- stdout()
names <- globalenv()
pdf(NULL) # plots go nowhere
for (file in commandArgs(trailingOnly = TRUE)) {
  message <- tryCatch({
    capture.output(source(file, local = names, echo = FALSE))
    "null"
  }, error = function(problem) encodeString(conditionMessage(problem), quote = '"'))
  writeLines(message, said)
}
