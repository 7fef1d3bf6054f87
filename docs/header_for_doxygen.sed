# The public header's comments are plain C's; Doxygen needs them marked.
1s~^/\*~/** @file~
s~^/\* ----.*~~
s~^\( *\)/\*\( \|$\)~\1/**\2~
s~\([^ /]\)\( *\)/\* ~\1\2/**< ~
# No link to a name.
s|#\([A-Z]\)|\\#\1|g
# Two dots look like the end of a list.
s|[.][.] |to |
s|[.][.]$|to|
