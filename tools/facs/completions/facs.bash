# shellcheck shell=bash disable=SC2034,SC2207
# Completion of facs and OpenFace's programs in bash. "facs completions bash" makes it from the command's own tables.
# (The variables are the caller's. The words that compgen prints contain no blanks, and bash 3 has no mapfile.)

# _facs_table COMMAND PREVIOUS: sets options, operand, and value if the word before this one takes one.
@TABLE@

# _facs_files [ENDING | -d]: files, files with an ending, or folders. Quotes and blanks are bash-completion's or
# readline's business.
_facs_files() {
    if declare -F _filedir >/dev/null; then
        _filedir "$@"
    elif [ "${1:-}" = -d ]; then
        compopt -o dirnames
    else
        compopt -o default
    fi
}

# _facs_value KINDS: what can stand for one of them, as in clnf|pfld|FILE.csv.
_facs_value() {
    local kind before kinds
    IFS='|' read -ra kinds <<<"$1"
    for kind in "${kinds[@]}"; do
        case $kind in
        FILE) _facs_files ;;
        FILE.*) _facs_files "${kind#*.}" ;;
        DIR) _facs_files -d ;;
        *[[:lower:]]*)
            before=''
            [[ $kind != *,* || $cur != *,* ]] || before=${cur%,*},
            COMPREPLY+=($(compgen -P "$before" -W "${kind//,/ }" -- "${cur#"$before"}"))
            ;;
        esac
    done
}

_facs() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    local command=${COMP_WORDS[0]##*/} options='' operand='' value=''
    if [ "$cur" = = ]; then # three words: --name = value
        cur=''
    elif [ "$prev" = = ]; then
        prev=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    COMPREPLY=()
    if [ "$command" = facs ] && [ "$COMP_CWORD" -gt 1 ]; then
        command=${COMP_WORDS[1]}
        if [ "$command" = help ]; then
            [ "$COMP_CWORD" -eq 2 ] || return 0
            command=facs
        fi
    fi
    _facs_table "$command" "$prev"
    if [ -n "$value" ]; then
        _facs_value "$value"
    elif [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W "$options" -- "$cur"))
    else
        _facs_value "$operand"
    fi
}

complete -F _facs facs FeatureExtraction FaceLandmarkImg FaceLandmarkVidMulti FaceLandmarkVid
