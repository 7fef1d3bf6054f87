# Completion of facs and OpenFace's programs in fish. "facs completions fish" makes it from the command's own tables.

# The command line is that of a command: facs COMMAND ... Without a command: still at the first word.
function __facs_command
    set -l words (commandline -opc)
    test (count $argv) -eq 0 -a (count $words) -eq 1
    or test (count $argv) -eq 1 -a "$words[2]" = "$argv"
end

# What can stand for one of KINDS, as in clnf|pfld|FILE.csv.
function __facs_value
    set -l word (commandline -ct | string replace -r '^-[^=]*=' '')
    for kind in (string split '|' -- $argv)
        switch $kind
            case FILE
                __fish_complete_path $word
            case 'FILE.*'
                set -l ending (string escape --style=regex (string replace FILE '' $kind))
                __fish_complete_path $word | string match -re "(?:$ending|/)(?:\t|\$)"
            case DIR
                __fish_complete_directories $word
            case '*,*'
                printf '%s\n' (string match -r '.*,' -- $word)(string split , $kind)
            case '*'
                string match -r '^[a-z].*' -- $kind
        end
    end
end

# __facs_add COMMAND ARGUMENT...: tells complete about an option or the operands of a command.
function __facs_add
    complete -c facs -n "__facs_command $argv[1]" $argv[2..]
    string match -q 'F*' $argv[1]; and complete -c $argv[1] $argv[2..]
    return 0
end

# __facs_first COMMAND ABOUT: a word that can follow facs, and facs help.
function __facs_first
    complete -c facs -n 'test (count (commandline -opc)) -eq 2; and __facs_command help; or __facs_command' -fa $argv[1] -d $argv[2]
end

for program in facs FeatureExtraction FaceLandmarkImg FaceLandmarkVidMulti FaceLandmarkVid
    complete -c $program -e
end
@TABLE@
complete -c facs -n __facs_command -s h -l help -d 'the commands'
complete -c facs -n __facs_command -s V -l version -d 'the version'
functions -e __facs_add __facs_first
