"""The questions about a design, as bodies of the Messages API.

Persona, project and task come first, as in every question; then what the first question of a conversation was asked
with. Later questions send that again byte for byte, so the API's cache holds everything but the last turn.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from archlsp.claude.question.blocks import block, joined
from archlsp.claude.question.counting import tokens_in
from archlsp.claude.question.persona import Persona
from archlsp.claude.question.project import Project
from archlsp.claude.question.prompt import THOROUGH, shaped
from archlsp.claude.question.schema import EDITS_SCHEMA
from archlsp.claude.question.texts import language, task
from archlsp.claude.question.veil import Redacting
from archlsp.claude.wire.events import Call, Purpose, Reads
from archlsp.model.design import DesignRequest, Focus, ImplementRequest, Looked
from archlsp.model.review import Problem
from archlsp.model.terms import Terms
from archlsp.model.text import Span

_MOST_OUT = 16_000
_PROJECT_SHARE, _FOCUS_SHARE, _INVENTORY_SHARE = 0.3, 0.25, 0.15
_NEW_FOCUS_SHARE = 0.1
_HISTORY_SHARE = 0.25  # kept free in the first question, for the answers that later ones send again
_LONGEST_QUESTION = 8_000
_COUNTS = re.compile(r'^<inventory entries="(\d+)" of="(\d+)">')
_QUOTED = re.compile(r'^<(?:outline|focus) path="([^"\n]+)"', re.MULTILINE)
_LAST_WORDS = {
    "ja": "自然な日本語(です・ます)で答えてください。見出しは指定どおり、コードと識別子はそのまま書きます。",
    "en": "Answer in English, under the headings as they are given.",
}
_MISSING = {
    "ja": "いまの回答に次の節がありません。この節だけを、指定の見出しで書き足してください: {names}",
    "en": "These sections are missing from your answer. Write them alone, each under its heading: {names}",
}
_INSISTING = {
    "ja": "前の回答は日本語ではありませんでした。必ず日本語で書いてください。",
    "en": "The last answer was not in English. It must be in English.",
}


@dataclass(frozen=True, slots=True)
class Shared:
    """What every design question of a folder shares."""

    persona: Persona
    project: Project
    redactor: Redacting
    limit: int


@dataclass(frozen=True, slots=True)
class BuiltDesign:
    """A question; `context` is what its first turn was sent with, for later turns to send again."""

    call: Call
    context: str
    looked: Looked
    tokens: int


@dataclass
class _Room:
    """Tokens that are left, and what was left out for want of them."""

    left: int
    cut: list[Problem] = field(default_factory=list)

    def some(self, pieces: Iterable[str], most: int) -> list[str]:
        """As many pieces, from the first, as fit into `most` and what is left."""
        most = min(most, self.left)
        chosen: list[str] = []
        for piece in pieces:
            cost = tokens_in(piece)
            if cost > most:
                break
            most -= cost
            self.left -= cost
            chosen.append(piece)
        return chosen


def design_call(shared: Shared, request: DesignRequest) -> BuiltDesign:
    """Ask a design question, the first of a conversation or one that follows."""
    task_text = joined([task(Purpose.DESIGN.value), _headings(request), language(request.locale)])
    hide = shared.redactor.redact
    question = block("question", hide(request.question[:_LONGEST_QUESTION]))
    if request.turns and request.focus and not request.missing:
        question = joined([_focus(request.focus, hide, int(shared.limit * _NEW_FOCUS_SHARE)), question])
    taken = (shared.persona.body, task_text, question, _LAST_WORDS[request.locale])
    room = _Room(shared.limit - sum(map(tokens_in, taken)))
    turns = _history(shared, request, room)
    documents, project = _project(shared, room)
    first = request.turns[0].context if request.turns else ""
    context, looked = (first, _looked_in(first)) if first else _context(shared, request, room)
    last = _last_words(request, question)
    messages = _messages(context, turns, last)
    body = _body(shared, request.terms, [shared.persona.body, project, task_text], messages)
    tokens = sum(map(tokens_in, (*taken, project, context, *(said for turn in turns for said in turn))))
    told = Looked(
        documents, looked.code, looked.entries, looked.total, looked.findings, tokens, tuple(room.cut)
    )
    return BuiltDesign(_call(Purpose.DESIGN, body, Reads.TEXT), context, told, tokens)


def implement_call(shared: Shared, request: ImplementRequest) -> BuiltDesign:
    """Ask for the first edits of a design."""
    hide, sources = shared.redactor.redact, request.sources
    task_text = joined([task(Purpose.IMPLEMENT.value), language(request.locale)])
    told = block("answer", hide(request.answer))
    room = _Room(shared.limit - sum(map(tokens_in, (shared.persona.body, task_text, told))))
    documents, project = _project(shared, room)
    files = room.some((block("file", hide(one.text), path=one.path) for one in sources), room.left)
    if len(files) < len(sources):
        room.cut.append(Problem.of("ai-cut-code", count=len(sources) - len(files)))
    samples = room.some([block("sample", hide(request.sample))] if request.sample else [], room.left)
    content = [{"type": "text", "text": joined([*files, *samples, told])}]
    messages: list[dict[str, Any]] = [{"role": "user", "content": content}]
    system = [shared.persona.body, project, task_text]
    body = _body(shared, request.terms, system, messages, EDITS_SCHEMA)
    tokens = shared.limit - room.left
    code = tuple(one.path for one in sources[: len(files)])
    looked = Looked(documents, code, tokens=tokens, cut=tuple(room.cut))
    return BuiltDesign(_call(Purpose.IMPLEMENT, body, Reads.OBJECTS), "", looked, tokens)


def _headings(request: DesignRequest) -> str:
    listed = "\n".join(f"- {name}: `## {heading}`" for name, heading in request.headings.items())
    return f"## The headings\n{listed}"


def _last_words(request: DesignRequest, question: str) -> str:
    if request.missing:
        names = ", ".join(f"`## {request.headings[name]}`" for name in request.missing)
        return joined([_MISSING[request.locale].format(names=names), _LAST_WORDS[request.locale]])
    return joined(
        [question, _LAST_WORDS[request.locale], _INSISTING[request.locale] if request.insist else ""]
    )


def _project(shared: Shared, room: _Room) -> tuple[tuple[str, ...], str]:
    """The documents that fit into their share, which depends on the limit alone; and the layout."""
    share = int(shared.limit * _PROJECT_SHARE)
    layout = block("layout", shared.project.layout) if shared.project.layout else ""
    hide = shared.redactor.redact
    parts = shared.project.parts
    pieces = [block("document", hide(part.text), path=part.path, kind=part.kind) for part in parts]
    chosen = room.some(pieces, share - tokens_in(layout))
    if len(chosen) < len(pieces):
        room.cut.append(Problem.of("ai-cut-documents", count=len(pieces) - len(chosen)))
    room.left -= tokens_in(layout)
    text = joined([*chosen, layout])
    return tuple(part.path for part in parts[: len(chosen)]), block("project", text) if text else ""


def _context(shared: Shared, request: DesignRequest, room: _Room) -> tuple[str, Looked]:
    """What the question is asked with, and what that is."""
    room.left -= int(shared.limit * _HISTORY_SHARE)
    hide, grounds = shared.redactor.redact, request.grounds
    focus = (
        _focus(request.focus, hide, min(room.left, int(shared.limit * _FOCUS_SHARE))) if request.focus else ""
    )
    room.left -= tokens_in(focus)
    lines = room.some(map(hide, grounds.inventory), int(shared.limit * _INVENTORY_SHARE))
    if len(lines) < len(grounds.inventory):
        room.cut.append(Problem.of("ai-cut-inventory", count=len(grounds.inventory) - len(lines)))
    evidence = room.some([_evidence(one, hide) for one in grounds.findings], room.left)
    outlines = room.some(
        (block("outline", hide(text), path=path) for path, text in grounds.outlines.items()), room.left
    )
    pieces = [
        block("inventory", "\n".join(lines), entries=str(len(lines)), of=str(grounds.total)) if lines else "",
        *outlines,
        focus,
        block("evidence", joined(evidence)) if evidence else "",
    ]
    focused = (request.focus.path,) if focus and request.focus else ()
    code = (*focused, *list(grounds.outlines)[: len(outlines)])
    looked = Looked((), code, len(lines), grounds.total, len(evidence))
    return joined(pieces), looked


def _looked_in(context: str) -> Looked:
    """What an earlier context held."""
    counts = _COUNTS.search(context)
    entries, total = (int(counts[1]), int(counts[2])) if counts else (0, 0)
    return Looked((), tuple(_QUOTED.findall(context)), entries, total, context.count("\n<item "))


def _evidence(finding: Any, hide: Callable[[str], str]) -> str:  # noqa: ANN401 - a Finding
    where = f"{finding.anchor.path}:{finding.anchor.span.start.line + 1}"
    return block("item", hide(f"{finding.title}\n{finding.why}"), rule=finding.rule, place=where)


def _focus(focus: Focus, hide: Callable[[str], str], most: int) -> str:
    """The selection, or the file, with its line numbers; what does not fit is cut at a line."""
    lines = hide(focus.text).split("\n")
    span = focus.span or Span.of(0, 0, len(lines), 0)
    chosen: list[str] = []
    for number in range(span.start.line, min(span.end.line + 1, len(lines))):
        line = f"{number + 1:>5}  {lines[number]}"
        most -= tokens_in(line) + 1
        if most < 0:
            chosen.append("[...]")
            break
        chosen.append(line)
    return block("focus", "\n".join(chosen), path=focus.path, language=focus.language)


def _history(shared: Shared, request: DesignRequest, room: _Room) -> list[tuple[str, str]]:
    """Earlier questions with their answers, oldest first. Of old ones the answer is brief where all would be long."""
    hide = shared.redactor.redact
    share = int(shared.limit * _HISTORY_SHARE)
    turns: list[tuple[str, str]] = []
    for turn in reversed(request.turns):
        answer = hide(turn.answer)
        if tokens_in(answer) > share:
            answer = brief(answer)
            room.cut.append(Problem.of("ai-cut-history"))
        share -= tokens_in(answer)
        room.left -= tokens_in(answer) + tokens_in(turn.question)
        turns.append((block("question", hide(turn.question)), answer or "-"))
    return turns[::-1]


def brief(answer: str) -> str:
    """An answer without its code and with the first lines of each section alone."""
    kept: list[str] = []
    left, is_code = 0, False
    for line in answer.split("\n"):
        if line.startswith("```"):
            is_code = not is_code
            continue
        if line.startswith("#"):
            kept.append(line)
            left = 6
        elif left and not is_code and line.strip():
            kept.append(line)
            left -= 1
    return "\n".join(kept)


def _messages(context: str, turns: Sequence[tuple[str, str]], last: str) -> list[dict[str, Any]]:
    """The first turn carries the context; the last answer and the context are where the cache is kept."""
    messages: list[dict[str, Any]] = []
    head = [_kept(context, "5m")] if context else []
    for number, (question, answer) in enumerate(turns):
        messages.append({"role": "user", "content": [*head, {"type": "text", "text": question}]})
        said: dict[str, Any] = {"type": "text", "text": answer}
        if number == len(turns) - 1:
            said = _kept(answer, "5m")
        messages.append({"role": "assistant", "content": [said]})
        head = []
    messages.append({"role": "user", "content": [*head, {"type": "text", "text": last}]})
    return messages


def _body(
    shared: Shared,
    terms: Terms,
    system: Sequence[str],
    messages: list[dict[str, Any]],
    schema: dict[str, Any] | None = None,
) -> dict[str, Any]:
    persona, project, task_text = system
    output: dict[str, Any] = {"format": {"type": "json_schema", "schema": schema}} if schema else {}
    if terms.effort:
        output["effort"] = terms.effort
    return {
        "max_tokens": _MOST_OUT,
        "messages": messages,
        "model": terms.model or shaped(shared.persona.model or THOROUGH, terms),
        **({"output_config": output} if output else {}),
        "stream": True,
        "system": [
            {"type": "text", "text": persona},
            *([_kept(project, "1h")] if project else ()),
            _kept(task_text, "1h"),
        ],
    }


def _call(purpose: Purpose, body: dict[str, Any], reads: Reads) -> Call:
    said = json.dumps([body["model"], body["system"]]).encode()
    return Call(purpose, body, reads, hashlib.blake2b(said, digest_size=12).hexdigest())


def _kept(text: str, how_long: str) -> dict[str, Any]:
    return {"type": "text", "text": text, "cache_control": {"type": "ephemeral", "ttl": how_long}}
