"""The completion for fish."""

from collections.abc import Iterable, Iterator

from archlsp.cli.completion.grammar import Flag, Kind, Line, groups

_HEAD = """\
# fish completion for archlsp: archlsp completion fish > ~/.config/fish/completions/archlsp.fish
function __archlsp_is --description 'Tell whether the words so far begin with these, and no more where -x is given'
    set -l words (commandline -opc)[2..-1]
    set words (string match --invert -- '-*' $words)
    if test "$argv[1]" = -x
        set -e argv[1]
        test (count $words) -eq (count $argv); or return 1
    end
    set -l wanted (count $argv)
    test $wanted -eq 0; and return 0
    test (count $words) -ge $wanted; or return 1
    test "$words[1..$wanted]" = "$argv"
end
complete -c archlsp -f
"""
_ACTIONS = {Kind.FILES: "-F", Kind.FOLDERS: "-a '(__fish_complete_directories)'"}


def script(lines: Iterable[Line], rules: Iterable[str]) -> str:
    """The text of a file for fish's folder of completions; it may be sourced as well."""
    known = list(lines)
    parts = [_HEAD, "complete -c archlsp -n '__archlsp_is -x' -l version\n"]
    parts += ["complete -c archlsp -n '__archlsp_is -x' -l help\n"]
    told: set[str] = set()
    for line in known:
        if line.words[0] not in told:
            told.add(line.words[0])
            parts.append(_word((), line.words[0], line.help))
    for group, _ in groups():
        parts += [_word((group,), line.words[1], line.help) for line in known if line.words[0] == group]
    for line in known:
        parts += _command(line, rules)
    return "".join(parts)


def _word(before: tuple[str, ...], word: str, text: str) -> str:
    condition = " ".join(("__archlsp_is -x", *before))
    return f"complete -c archlsp -n '{condition}' -a {word} -d {_quoted(text)}\n"


def _command(line: Line, rules: Iterable[str]) -> Iterator[str]:
    head = f"complete -c archlsp -n '__archlsp_is {line.name}'"
    for flag in line.flags:
        yield f"{head} {_flag(flag)}\n"
    words = line.choices or (tuple(rules) if line.operands is Kind.RULES else ())
    if words:
        yield f"{head} -a {_quoted(' '.join(words))}\n"
    elif line.operands in _ACTIONS:
        yield f"{head} {_ACTIONS[line.operands]}\n"


def _flag(flag: Flag) -> str:
    parts = [f"-l {flag.name.removeprefix('--')}", f"-d {_quoted(flag.help)}"]
    if flag.choices:
        parts.append(f"-x -a {_quoted(' '.join(flag.choices))}")
    elif flag.takes_value:
        parts.append("-r " + _ACTIONS.get(flag.kind, "-f"))
    return " ".join(parts)


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
