"""Rules about Dockerfiles: `engine: dockerfile`.

Body (see also `$defs/dockerfile` of rule.schema.json):

    instruction: [RUN]        # the keywords it looks at
    stage: final              # only the stage that becomes the image; `image`: also those that are images by
                              # themselves or the ground of one; any (default). Stages named for development do
                              # not count as images
    name: repeated            # FROM ... AS a name that an earlier stage has
    from: self                # COPY --from the very stage
    text, not-text: regex     # on the arguments; flags, line continuations and comments are blanks; `.` crosses lines
    flags-lack: [checksum]    # none of these flags is given
    form: shell               # or `exec`
    pair: {name: regex, value: regex, not-value: regex}   # a name of ENV or ARG and its value; that pair is the culprit
    image, not-image: regex   # on what FROM names; stages of the same file do not count as images
    not-base: regex           # on the image that the whole line of stages starts from
    last: true                # no later instruction of the same keyword in its stage; false: there is one
    later, not-later: [{instruction: [..], text: regex}]      # all of them, none of them: after it in the same stage
    earlier, not-earlier: [...]     # before it in the same stage and in the stages this one is built upon
    report: match             # what `text` or `image` matched (a group named `culprit` narrows it); or `instruction`
    extent: stage             # else the instruction
    any: [{...}, {...}]       # alternatives, each with keys of its own on top of these

Groups named in capitals, NAME (of a pair) and IMAGE fill the placeholders of the texts. Case does not matter.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from archlsp.model.text import split_lines
from archlsp.rules.dockertext import Instruction, Stage, pairs, stages
from archlsp.rules.match import Match
from archlsp.rules.rule import Rule
from archlsp.rules.source import Source

_FLAGS = re.IGNORECASE | re.DOTALL
_REGEXES = ("text", "not-text", "image", "not-image", "not-base")
_WORKSHOP = re.compile(
    r"^(?:dev|develop|development|tests?|debug|lint)(?:$|[-_.])|[-_.](?:dev|test)$", re.IGNORECASE
)
_NEIGHBOURS = ("later", "not-later", "earlier", "not-earlier")
Body = Mapping[str, Any]
Range = tuple[int, int]
Culprit = tuple[Range, dict[str, str]]


def matches(source: Source, rules: Sequence[Rule]) -> Iterator[Match]:
    """Find every place where one of `rules` holds."""
    if source.language != "dockerfile":
        return
    every = [(stage, frozenset(item.keyword for item in stage.instructions)) for stage in stages(source.text)]
    for rule in rules:
        for body in _alternatives(rule.body):
            for stage, keywords in every:
                if not keywords.isdisjoint(body["instruction"]):
                    yield from _in_stage(source, rule, body, stage)


def check_body(body: Body) -> list[str]:
    """Say what is wrong with a rule's body beyond what the schema says."""
    found = []
    for alternative in _alternatives(body):
        if "instruction" not in alternative:
            found.append("instruction is needed")
        for key, regex in _regexes(alternative):
            try:
                re.compile(regex, _FLAGS)
            except re.error as error:
                found.append(f"{key}: {error}")
    return found


def _regexes(body: Body) -> Iterator[tuple[str, str]]:
    yield from ((key, body[key]) for key in _REGEXES if key in body)
    yield from body.get("pair", {}).items()
    for key in _NEIGHBOURS:
        yield from ((key, item["text"]) for item in body.get(key, ()) if "text" in item)


def _alternatives(body: Body) -> list[Body]:
    common = {key: value for key, value in body.items() if key != "any"}
    return [{**common, **choice} for choice in body.get("any", ({},))]


def _in_stage(source: Source, rule: Rule, body: Body, stage: Stage) -> Iterator[Match]:
    if not _is_about(body, stage):
        return
    for index, instruction in enumerate(stage.instructions):
        if instruction.keyword in body["instruction"] and _applies(body, stage, index):
            extent = stage.range if body.get("extent") == "stage" else (instruction.start, instruction.end)
            for (start, end), captures in _culprits(body, stage, instruction):
                span = source.span(start, _line_end(source.text, start, end))
                yield Match(rule, span, source.span(*extent), captures, symbol=stage.name or stage.image)


def _is_about(body: Body, stage: Stage) -> bool:
    wanted = body.get("stage", "any")
    is_wanted = {"any": True, "image": stage.is_image, "final": stage.is_final}[wanted]
    if not is_wanted or (wanted != "any" and _WORKSHOP.search(stage.name)):
        return False
    if body.get("name") == "repeated" and not stage.is_repeated:
        return False
    return not _found(body.get("not-base"), stage.base)


def _line_end(text: str, start: int, end: int) -> int:
    """Cut a range at the end of its first line, without the sign that continues it."""
    line = split_lines(text[start:end])[0] if end > start else ""
    return start + len(line.rstrip().rstrip("\\`").rstrip()) if line != text[start:end] else end


def _applies(body: Body, stage: Stage, index: int) -> bool:
    instruction = stage.instructions[index]
    if "last" in body and body["last"] != _is_last(stage, index):
        return False
    if "from" in body and not _is_own_name(stage, instruction):
        return False
    if "form" in body and (body["form"] == "exec") != instruction.is_exec_form:
        return False
    if any(flag in instruction.flags for flag in body.get("flags-lack", ())):
        return False
    if _found(body.get("not-text"), instruction.text):
        return False
    return _is_placed(body, stage, index)


def _is_placed(body: Body, stage: Stage, index: int) -> bool:
    """Tell whether what has to stand around it does; most rules ask for nothing."""
    if body.keys().isdisjoint(_NEIGHBOURS):
        return True
    before = [*stage.inherited(), *stage.instructions[:index]]
    rest = stage.instructions[index + 1 :]
    return _has_neighbours(body, "later", rest) and _has_neighbours(body, "earlier", before)


def _is_last(stage: Stage, index: int) -> bool:
    keyword = stage.instructions[index].keyword
    return not any(item.keyword == keyword for item in stage.instructions[index + 1 :])


def _is_own_name(stage: Stage, instruction: Instruction) -> bool:
    return bool(stage.name) and instruction.flags.get("from", "").lower() == stage.name.lower()


def _has_neighbours(body: Body, key: str, others: Sequence[Instruction]) -> bool:
    wanted = all(_any_is(others, item) for item in body.get(key, ()))
    return wanted and not any(_any_is(others, item) for item in body.get(f"not-{key}", ()))


def _any_is(others: Sequence[Instruction], wanted: Body) -> bool:
    return any(
        item.keyword in wanted["instruction"] and ("text" not in wanted or _found(wanted["text"], item.text))
        for item in others
    )


def _culprits(body: Body, stage: Stage, instruction: Instruction) -> Iterator[Culprit]:
    if "pair" in body:
        yield from _pairs(body["pair"], instruction)
    elif instruction.keyword == "FROM":
        yield from _images(body, stage, instruction)
    else:
        found = re.search(body.get("text", ""), instruction.text, _FLAGS)
        if found:
            yield _place(body, instruction, found), _groups(found)


def _pairs(wanted: Mapping[str, str], instruction: Instruction) -> Iterator[Culprit]:
    for name, value, place in pairs(instruction):
        is_wanted = _found(wanted.get("name", ""), name) and _found(wanted.get("value", ""), value)
        if is_wanted and not _found(wanted.get("not-value"), value):
            yield place, {"NAME": name}


def _images(body: Body, stage: Stage, instruction: Instruction) -> Iterator[Culprit]:
    """An image is reported where FROM names it."""
    if stage.parent is not None and "image" in body:
        return
    if _found(body.get("image", ""), stage.image) and not _found(body.get("not-image"), stage.image):
        named = re.search(r"\S+", instruction.text)
        start, end = named.span() if named else (0, len(instruction.text))
        yield (instruction.offset + start, instruction.offset + end), {"IMAGE": stage.image}


def _place(body: Body, instruction: Instruction, found: re.Match[str]) -> Range:
    group = "culprit" if "culprit" in found.re.groupindex else 0
    start, end = found.span(group)
    if body.get("report") == "instruction" or end <= start:
        return instruction.start, instruction.end
    return instruction.offset + start, instruction.offset + end


def _groups(found: re.Match[str]) -> dict[str, str]:
    return {name: found[name] for name in found.re.groupindex if name.isupper() and found[name]}


def _found(regex: str | None, text: str) -> bool:
    return regex is not None and re.search(regex, text, _FLAGS) is not None
