"""A Dockerfile as stages of instructions.

Read line by line, as Docker itself does, and not with a grammar: the one there is loses the rest of the file after a
legal `ENV NAME some words`. Nothing here can fail; a line that is no instruction is one with an unknown keyword.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from archlsp.model.text import split_lines

_ESCAPE = re.compile(r"\A(?>[ \t]*#[^\n=]*=[^\n]*\n)*?[ \t]*#[ \t]*escape[ \t]*=[ \t]*(`)", re.IGNORECASE)
_KEYWORD = re.compile(r"\s*([A-Za-z]+)")
_FLAGS = re.compile(r"(?:\s*--[a-z][\w-]*(?:=\S*)?(?=\s))*")
_FLAG = re.compile(r"--([a-z][\w-]*)(?:=(\S*))?")
_HEREDOC = re.compile(r"<<-?\s*([\"']?)([A-Za-z_]\w*)\1")
_FROM = re.compile(r"\s*(\S+)(?:\s+AS\s+(\S+))?", re.IGNORECASE)
_ARGUMENT = re.compile(r"\s*([A-Za-z_]\w*)(?:=(\"[^\"]*\"|'[^']*'|\S*))?")
_MOST_UNCLOSED = 50
_SOURCE_STAGE = re.compile(r"\bfrom=([\w.-]+)")
_VARIABLE = re.compile(r"\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::-([^}\n]{0,200}))?\})")
_PAIR = re.compile(
    r"(?<![\w.-])([A-Za-z_][\w.-]*+)(?:=((?:\"(?:\\.|[^\"\\])*\"|'[^']*'|\\.|[^\s\"'])*)|(?=\s|$))", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction from offset `start` up to `end`.

    `text` is what follows the keyword, at `offset`, each character at its place: flags, line continuations and the
    comments between them are blanks. Here-documents are part of it.
    """

    keyword: str
    text: str
    offset: int
    start: int
    end: int
    flags: Mapping[str, str]

    @property
    def is_exec_form(self) -> bool:
        """Tell whether the arguments are a JSON array."""
        return self.text.strip().startswith("[")


@dataclass(frozen=True, slots=True)
class Stage:
    """A build stage. `image` is what FROM names, with the defaults of ARG filled in; `parent` an earlier stage.

    `is_image`: it becomes an image, or part of one: no other stage takes files out of it alone. `is_repeated`: an
    earlier stage has its name.
    """

    name: str
    image: str
    parent: "Stage | None"
    is_final: bool
    instructions: Sequence[Instruction]
    is_image: bool = True
    is_repeated: bool = False

    @property
    def base(self) -> str:
        """The image that the whole line of stages starts from."""
        return self.parent.base if self.parent else self.image

    def inherited(self) -> Iterator[Instruction]:
        """Yield the instructions of the stages that this one builds upon, oldest first."""
        if self.parent:
            yield from self.parent.inherited()
            yield from self.parent.instructions

    @property
    def range(self) -> tuple[int, int]:
        """Where the stage is in the text."""
        return self.instructions[0].start, self.instructions[-1].end


def pairs(instruction: Instruction) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """Yield (name, value, place) of ENV and ARG; quotes are taken off; ARG without a value has ""."""
    found = list(_PAIR.finditer(instruction.text))
    if found and found[0][2] is None and instruction.keyword == "ENV":
        value = instruction.text[found[0].end() :].strip()
        start = instruction.offset + found[0].start()
        yield found[0][1], value, (start, instruction.offset + len(instruction.text.rstrip()))
        return
    for pair in found:
        value = (pair[2] or "").strip("\"'")
        yield pair[1], value, (instruction.offset + pair.start(), instruction.offset + pair.end())


def stages(text: str) -> list[Stage]:
    """Cut a Dockerfile into its stages; what stands before the first FROM belongs to none."""
    groups: list[list[Instruction]] = []
    defaults: dict[str, str] = {}
    for instruction in instructions(text):
        if instruction.keyword == "FROM":
            groups.append([instruction])
        elif groups:
            groups[-1].append(instruction)
        elif instruction.keyword == "ARG" and (argument := _ARGUMENT.match(instruction.text)) and argument[2]:
            defaults[argument[1]] = argument[2].strip("\"'")
    found: list[Stage] = []
    named: dict[str, Stage] = {}
    for number, group in enumerate(groups, start=1):
        stage = _stage(group, defaults, named, number == len(groups))
        found.append(stage)
        named.setdefault(stage.name.lower(), stage)
    return _with_uses(found)


def _stage(
    group: list[Instruction], defaults: Mapping[str, str], before: Mapping[str, Stage], is_final: bool
) -> Stage:
    named = _FROM.match(group[0].text)
    image = _VARIABLE.sub(lambda found: _expanded(found, defaults), named[1]) if named else ""
    name = (named[2] or "") if named else ""
    parent = before.get(image.lower()) if image else None
    return Stage(name, image, parent, is_final, group, is_repeated=bool(name) and name.lower() in before)


def _with_uses(found: Sequence[Stage]) -> list[Stage]:
    """Tell the stages that files are only taken out of from those that become images, or the ground of images."""
    copied = {name.lower() for stage in found for name in _copied_from(stage) if name}
    parents = {id(stage.parent) for stage in found}
    images: set[int] = set()
    for number in range(len(found) - 1, -1, -1):
        stage = found[number]
        is_taken = not copied.isdisjoint((stage.name.lower(), str(number)))
        if stage.is_final or id(stage) in images or not (is_taken or id(stage) in parents):
            images.update((id(stage), id(stage.parent)))
    return [stage if id(stage) in images else replace(stage, is_image=False) for stage in found]


def _copied_from(stage: Stage) -> Iterator[str]:
    for instruction in stage.instructions:
        yield instruction.flags.get("from", "")
        yield from _SOURCE_STAGE.findall(instruction.flags.get("mount", ""))


def _expanded(variable: re.Match[str], defaults: Mapping[str, str]) -> str:
    return defaults.get(variable[1] or variable[2]) or variable[3] or variable[0]


def instructions(text: str) -> Iterator[Instruction]:
    """Read the instructions of a Dockerfile."""
    escape = "`" if _ESCAPE.match(text) else "\\"
    lines = split_lines(text)
    unclosed: set[str] = set()
    at = index = 0
    while index < len(lines):
        if _is_blank(lines[index]):
            at, index = at + len(lines[index]), index + 1
            continue
        body, count = _logical(lines, index, escape)
        count += _heredocs(lines, index + count, body, unclosed)
        raw = "".join(lines[index : index + count])
        if body.strip():
            yield _instruction(body + raw[len(body) :], at)
        at, index = at + len(raw), index + count


def _instruction(text: str, at: int) -> Instruction:
    keyword = _KEYWORD.match(text)
    head = keyword.end() if keyword else 0
    flags = _FLAGS.match(text, head)
    tail = flags.end() if flags else head
    found = {flag[1]: flag[2] or "" for flag in _FLAG.finditer(text, head, tail)}
    arguments = (" " * (tail - head) + text[tail:]).rstrip()
    start = at + len(text) - len(text.lstrip())
    return Instruction(
        keyword[1].upper() if keyword else "", arguments, at + head, start, at + len(text.rstrip()), found
    )


def _is_blank(line: str) -> bool:
    stripped = line.lstrip()
    return not stripped or stripped.startswith("#")


def _logical(lines: Sequence[str], index: int, escape: str) -> tuple[str, int]:
    """Join a line with those it continues on, all of the same length as in the file; return how many there were."""
    pieces: list[str] = []
    for at in range(index, len(lines)):
        line = lines[at]
        if at > index and _is_blank(line):
            pieces.append(" " * len(line))
            continue
        content = line.rstrip()
        if not content.endswith(escape):
            pieces.append(line)
            return "".join(pieces), at + 1 - index
        pieces.append(content[:-1] + " " * (len(line) - len(content) + 1))
    return "".join(pieces), len(lines) - index


def _heredocs(lines: Sequence[str], index: int, body: str, unclosed: set[str]) -> int:
    """Count the lines of the here-documents that an instruction opens; `unclosed` are those that nothing ends."""
    keyword = _KEYWORD.match(body)
    if keyword is None or keyword[1].upper() not in {"RUN", "COPY", "ADD"}:
        return 0
    count = 0
    for heredoc in _HEREDOC.finditer(body):
        if heredoc[2] in unclosed or len(unclosed) > _MOST_UNCLOSED:
            continue
        ends = (at for at in range(index + count, len(lines)) if lines[at].strip() == heredoc[2])
        end = next(ends, None)
        if end is None:
            unclosed.add(heredoc[2])
        else:
            count = end + 1 - index
    return count
