# completions.zsh SCRIPT LINE...: what zsh offers after each line, one word a line, and "==" after each.
# It types the lines into another zsh, whose compadd also prints what it gets, between 1 and 2.
zmodload zsh/zpty
zpty -b shell zsh -f -i
zpty -w shell "
bindkey -e; PS1=; fpath=(${(q)1:h} \$fpath); autoload -Uz compinit; compinit -u -D
compadd() {
    local -a hits
    if [[ \${@[1,(i)(-|--)]} != *-(O|A|D)\ * ]]; then
        builtin compadd -A hits \"\$@\"
        (( ! \$#hits )) || print -rn -- \$'\\1'\${(pj:\\1:)hits}\$'\\2'
    fi
    builtin compadd \"\$@\"
}
capture() { _main_complete; print -n \$'\\3' }
zle -C capture complete-word capture; bindkey '^I' capture; print -n \$'\\3'"
zpty -r shell out $'*\3*'
shift
for line; do
    zpty -n -w shell "$line"$'\t'
    zpty -r shell out $'*\3'
    while [[ $out == *$'\1'* ]]; do
        out=${out#*$'\1'}
        print -rl -- ${(ps:\1:)${out%%$'\2'*}//\\ / }
        out=${out#*$'\2'}
    done
    print '=='
    zpty -n -w shell $'\x15'
done
zpty -d shell
