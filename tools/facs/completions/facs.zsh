#compdef facs FeatureExtraction FaceLandmarkImg FaceLandmarkVidMulti FaceLandmarkVid
# Completion of facs and OpenFace's programs in zsh. "facs completions zsh" makes it from the command's own tables.

# _facs_value KIND...: what can stand for one of them, as in clnf pfld FILE.csv.
_facs_value() {
    local kind
    for kind; do
        case $kind in
            (FILE) _files ;;
            (FILE.*) _files -g "*.${kind#*.}(-.)" ;;
            (DIR) _files -/ ;;
            (*[[:lower:]],*) compset -P '*,'; compadd -qS , -- ${(s:,:)kind} ;;
            (*[[:lower:]]*) compadd -- $kind ;;
        esac
    done
}

# _facs_table COMMAND: completes its options and operands.
@TABLE@

_facs() {
    local command=$service
    if [[ $command == facs ]]; then
        if (( CURRENT == 2 )); then
            _facs_table facs
            return
        fi
        command=$words[2]
        if [[ $command == help ]]; then
            (( CURRENT > 3 )) || _facs_table facs
            return
        fi
        shift words
        (( CURRENT-- ))
    fi
    _facs_table $command
}

# In the folder of an fpath, this file is the function; sourced, it defines it.
if [[ $funcstack[1] == _facs ]]; then
    _facs "$@"
else
    compdef _facs facs FeatureExtraction FaceLandmarkImg FaceLandmarkVidMulti FaceLandmarkVid
fi
