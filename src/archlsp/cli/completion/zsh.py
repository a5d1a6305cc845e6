"""The completion for zsh."""

from collections.abc import Iterable, Iterator

from archlsp.cli.completion.grammar import Flag, Kind, Line, groups

_ACTIONS = {Kind.FILES: "_files", Kind.FOLDERS: "_files -/", Kind.RULES: "_archlsp_rules", Kind.NOTHING: " "}
_HEAD = """\
#compdef archlsp
# zsh completion for archlsp: archlsp completion zsh > a folder of $fpath/_archlsp
"""


def script(lines: Iterable[Line], rules: Iterable[str]) -> str:
    """The text of a file `_archlsp`; it may be evaluated as well."""
    known = list(lines)
    parts = [_HEAD, "_archlsp_rules() {\n", f"    compadd -- {' '.join(rules)}\n}}\n"]
    parts += ["_archlsp() {\n", "    local -a commands\n"]
    parts += ["    if (( CURRENT == 2 )); then\n", *_described(_firsts(known), 8), "        return\n    fi\n"]
    parts.append("    case $words[2] in\n")
    for group, seconds in groups():
        parts += _group(group, seconds, known)
    for line in known:
        if len(line.words) == 1:
            parts += [f"        {line.words[0]})\n", *_arguments(line, 12), "            ;;\n"]
    parts += ["    esac\n}\n", 'if [[ $funcstack[1] == _archlsp ]]; then _archlsp "$@"\n']
    parts.append("elif (( $+functions[compdef] )); then compdef _archlsp archlsp\nfi\n")
    return "".join(parts)


def _firsts(lines: list[Line]) -> list[tuple[str, str]]:
    """The first words; a group is described by its first command, which its name alone means."""
    firsts: dict[str, str] = {}
    for line in lines:
        firsts.setdefault(line.words[0], line.help)
    return list(firsts.items())


def _group(group: str, seconds: list[str], lines: list[Line]) -> Iterator[str]:
    members = {line.words[1]: line for line in lines if line.words[0] == group}
    yield f"        {group})\n"
    yield "            if (( CURRENT == 3 )); then\n"
    yield from _described([(second, members[second].help) for second in seconds], 16)
    yield "                return\n            fi\n"
    yield "            shift words; (( CURRENT-- ))\n"
    yield "            case $words[2] in\n"
    for second in seconds:
        yield f"                {second})\n"
        yield from _arguments(members[second], 20)
        yield "                    ;;\n"
    yield "            esac\n            ;;\n"


def _described(words: list[tuple[str, str]], indent: int) -> Iterator[str]:
    room = " " * indent
    listed = " ".join(_quoted(f"{word}:{text}") for word, text in words)
    yield f"{room}commands=({listed})\n"
    yield f"{room}_describe archlsp commands\n"


def _arguments(line: Line, indent: int) -> Iterator[str]:
    """The command's name is the first word, as `_arguments` wants it."""
    room = " " * indent
    specs = [_spec(flag) for flag in line.flags]
    if line.choices:
        specs.append(_quoted(f"1: :({' '.join(line.choices)})"))
    elif line.operands is not Kind.NOTHING:
        specs.append(_quoted(f"*: :{_ACTIONS[line.operands]}"))
    yield f"{room}shift words; (( CURRENT-- ))\n"
    yield f"{room}_arguments {' '.join(specs)}\n"


def _spec(flag: Flag) -> str:
    text = "".join("\\" + letter if letter in "[]:\\" else letter for letter in flag.help)
    if not flag.takes_value:
        return _quoted(f"{flag.name}[{text}]")
    action = f"({' '.join(flag.choices)})" if flag.choices else _ACTIONS[flag.kind]
    return _quoted(f"{flag.name}=[{text}]: :{action}")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
