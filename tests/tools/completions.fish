# completions.fish SCRIPT LINE...: what fish offers after each line, one word a line, and "==" after each.
source $argv[1]
for line in $argv[2..]
    complete -C $line | string replace -r '\t.*' ''
    echo ==
end
