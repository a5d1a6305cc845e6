"""The completion for bash: needs nothing but bash 4, not the package bash-completion."""

from collections.abc import Iterable, Iterator

from archlsp.cli.completion.grammar import GLOBAL_OPTIONS, Kind, Line, first_words, groups

_HEAD = """\
# bash completion for archlsp: eval "$(archlsp completion bash)"
_archlsp() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command="" options="" operands="" word i
    COMPREPLY=()
    # bash takes --option=value apart.
    if [[ $cur == = ]]; then cur=""
    elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        case "$command $word" in
"""
_TAIL = """\
    if [[ $cur == -* ]]; then operands=$options
    elif [[ $operands == @files ]]; then compopt -o filenames; COMPREPLY=($(compgen -f -- "$cur")); return
    elif [[ $operands == @folders ]]; then compopt -o filenames; COMPREPLY=($(compgen -d -- "$cur")); return
    fi
    COMPREPLY=($(compgen -W "$operands" -- "$cur"))
}
complete -F _archlsp archlsp
"""


def script(lines: Iterable[Line], rules: Iterable[str]) -> str:
    """The text to be evaluated in a shell."""
    known = list(lines)
    operands = {Kind.FILES: "@files", Kind.FOLDERS: "@folders", Kind.RULES: " ".join(rules), Kind.NOTHING: ""}
    parts = [_HEAD, *_words(), "        esac\n    done\n", '    case "$command" in\n', *_start()]
    for line in known:
        names = " ".join(flag.name for flag in line.flags)
        after = " ".join(line.choices) or operands[line.operands]
        parts.append(f'        "{line.name}") options="{names}"; operands="{after}" ;;\n')
    parts += ["    esac\n", '    case "$command $prev" in\n', *_values(known), "    esac\n", _TAIL]
    return "".join(parts)


def _words() -> Iterator[str]:
    """From what was typed to the command that it names."""
    grouped = dict(groups())
    firsts = "|".join(f'" {word}"' for word in first_words())
    yield f"            {firsts}) command=$word ;;\n"
    for group, seconds in grouped.items():
        pattern = "|".join(f'"{group} {second}"' for second in seconds)
        yield f'            {pattern}) command="{group} $word" ;;\n'


def _start() -> Iterator[str]:
    everything = " ".join(first_words())
    yield f'        "") options="{" ".join(GLOBAL_OPTIONS)}"; operands="{everything}" ;;\n'
    for group, seconds in groups():
        yield f'        "{group}") options="--help"; operands="{" ".join(seconds)}" ;;\n'


def _values(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        for flag in line.flags:
            if not flag.takes_value:
                continue
            files = flag.kind in {Kind.FILES, Kind.FOLDERS}
            after = f"@{flag.kind.value}" if files else " ".join(flag.choices)
            # What follows an option is its value, also when it begins like another option.
            yield f'        "{line.name} {flag.name}") options=""; operands="{after}" ;;\n'
