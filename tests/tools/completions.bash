# shellcheck shell=bash disable=SC1090,SC1091
# completions.bash SCRIPT LINE...: what bash offers after each line, one word a line, and "==" after each.
. /usr/share/bash-completion/bash_completion
. "$1"
shift
for line; do
    read -ra COMP_WORDS <<<"${line//=/ = }"
    [[ $line != *' ' ]] || COMP_WORDS+=('')
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE=$line COMP_POINT=${#line} COMPREPLY=()
    _facs 2>/dev/null # compopt complains outside a completion
    [ ${#COMPREPLY[@]} -eq 0 ] || printf '%s\n' "${COMPREPLY[@]}"
    echo '=='
done
