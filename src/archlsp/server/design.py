"""Design questions: asked, gone on from, reopened, and turned into records and edits."""

import asyncio
import datetime
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

from pygls.exceptions import JsonRpcException

from archlsp.design.conversation import Shown
from archlsp.map.views import as_markdown
from archlsp.messages import problem_text, say
from archlsp.model.finding import Finding
from archlsp.model.text import Position, Span
from archlsp.server.answers import Showing
from archlsp.server.arguments import Arguments, BadArgumentError
from archlsp.server.desk import Desk
from archlsp.server.folders import Folder
from archlsp.server.progress import Progress, Report, StoppedError, with_progress
from archlsp.server.proposing import propose
from archlsp.server.showing import show_page
from archlsp.server.status import status_value
from archlsp.server.uris import from_path
from archlsp.server.voice import INFO
from archlsp.session.designing import Implementation, StoppedAskingError, UnknownDesignError
from archlsp.session.status import FileStatus
from archlsp.store.designs import DesignRecord

Result = Mapping[str, object]
T = TypeVar("T")
_PATIENCE = 600.0
_REQUEST_FAILED = -32803
_MOST_TOLD = 10


async def design(desk: Desk, arguments: Arguments) -> Result:
    """`question`, and as its focus `uri` with `startLine` and `endLine` (from 0): answer in a document."""
    question = _question(arguments)
    uri = arguments.optional_text("uri")
    span = _span(arguments)
    arguments.done()
    folder, path = _folder(desk, uri)
    return await _ask(desk, folder, question, (path, span) if path else None, "", arguments)


async def design_follow_up(desk: Desk, arguments: Arguments) -> Result:
    """`question`, `id` of the answer to go on from (the newest without one), `uri` as a new focus."""
    question = _question(arguments)
    wanted, uri = arguments.optional_text("id") or "", arguments.optional_text("uri")
    span = _span(arguments)
    arguments.done()
    folder, path = _folder(desk, uri)
    record = await _known(folder, folder.session.designing.found(wanted))
    return await _ask(desk, folder, question, (path, span) if path else None, record.id, arguments)


async def designs(desk: Desk, arguments: Arguments) -> Result:
    """`uri` of a folder or a document in it: list the answers, the newest first."""
    uri = arguments.optional_text("uri")
    arguments.done()
    folder, _ = _folder(desk, uri)
    listed = await _known(folder, folder.session.designing.listed())
    showing = Showing(desk, folder.locale)
    return {"designs": [_record_value(record, showing) for record in listed]}


async def open_design(desk: Desk, arguments: Arguments) -> Result:
    """`id` (the newest without one), `uri`: show an earlier answer again."""
    wanted, uri = arguments.optional_text("id") or "", arguments.optional_text("uri")
    arguments.done()
    folder, _ = _folder(desk, uri)
    record = await _known(folder, folder.session.designing.found(wanted))
    showing = Showing(desk, folder.locale)
    showing(_shown(record))
    return await showing.end()


async def save_as_adr(desk: Desk, arguments: Arguments) -> Result:
    """`id` (the newest without one), `uri`: make a record of the decision, to be confirmed."""
    wanted, uri = arguments.optional_text("id") or "", arguments.optional_text("uri")
    arguments.done()
    folder, _ = _folder(desk, uri)
    text = await _known(folder, folder.session.designing.adr(wanted))
    title = say(folder.locale, "design-adr-title", path=text.path)
    applied = await propose(desk, folder, (text,), title)
    root = folder.session.folder
    return {"applied": applied, "path": text.path, "uri": from_path(root / text.path) if root else None}


async def implement(desk: Desk, arguments: Arguments) -> Result:
    """`id` (the newest without one), `uri`: have the first edits of a design written, to be confirmed."""
    wanted, uri = arguments.optional_text("id") or "", arguments.optional_text("uri")
    arguments.done()
    folder, _ = _folder(desk, uri)

    async def work(report: Report) -> Implementation:
        written = 0

        def heard(path: str) -> None:
            nonlocal written
            written += 1
            report(0, 0, f"{written} {path}")

        return await folder.session.designing.implement(wanted, heard)

    try:
        made = await _known(folder, _progress(desk, folder, "progress-implement", arguments, work))
    except StoppedError:
        return {"stopped": True}
    if made.problem is not None:
        raise JsonRpcException(problem_text(folder.locale, made.problem), _REQUEST_FAILED)
    title = say(folder.locale, "design-implement-title", title=made.title)
    if made.findings:
        desk.voice.must(_told(made.findings, folder.locale), INFO)
    applied = await propose(desk, folder, made.texts, title)
    return {
        "applied": applied,
        "paths": [text.path for text in made.texts],
        "findings": len(made.findings),
    }


async def improve(desk: Desk, arguments: Arguments) -> Result:
    """`uri`, `startLine`, `endLine` (from 0): ask how the selected code can be made better."""
    place = desk.place_of(arguments.text("uri"))
    span = _span(arguments) or Span(Position(0, 0), Position(0, 0))
    arguments.done()

    async def work(_report: Report) -> FileStatus:
        await desk.sessions.ready(place.folder)
        return await place.folder.session.review_selection(place.path, span, improves=True)

    try:
        status = await _progress(desk, place.folder, "progress-improve", arguments, work)
    except StoppedError:
        place.folder.session.cancel()
        return {"stopped": True}
    ai = place.folder.session.ai()
    if ai.problem is not None:
        desk.voice.must(problem_text(place.folder.locale, ai.problem), INFO)
    return status_value(status, place.folder.locale)


async def show_map(desk: Desk, arguments: Arguments) -> Result:
    """`uri` of a folder or a document in it: show the inventory of the repository."""
    uri = arguments.optional_text("uri")
    arguments.done()
    folder, _ = _folder(desk, uri)

    async def work(_report: Report) -> str:
        inventory = await folder.session.designing.inventory()
        text = await asyncio.to_thread(as_markdown, inventory, folder.locale)
        root = folder.session.folder
        return text.replace("](./", f"]({root.as_uri()}/") if root is not None else text

    try:
        markdown = await _known(folder, _progress(desk, folder, "progress-map", arguments, work))
    except StoppedError:
        return {"stopped": True}
    shown = await show_page(desk, "map", markdown)
    return {"markdown": markdown, "shown": shown}


# ---------------------------------------------------------------------- asking


async def _ask(  # noqa: PLR0913, PLR0917 - the parts of a question
    desk: Desk,
    folder: Folder,
    question: str,
    place: tuple[str, Span | None] | None,
    follows: str,
    arguments: Arguments,
) -> Result:
    await desk.sessions.ready(folder)
    designing = await _known(folder, _now(lambda: folder.session.designing))
    endpoint = await designing.undecided()
    if endpoint is not None:
        await desk.consent(folder, endpoint)
    showing = Showing(desk, folder.locale)

    async def work(report: Report) -> Shown:
        def emit(shown: Shown) -> None:
            showing(shown)
            report(0, 0, say(folder.locale, "design-written-so-far", count=len(shown.markdown)))

        return await designing.ask(question, place, follows, emit)

    try:
        await _progress(desk, folder, "progress-design", arguments, work)
    except (StoppedError, StoppedAskingError):
        return await showing.end()
    except asyncio.CancelledError:
        await asyncio.shield(showing.end())
        raise
    result = await showing.end()
    folder.session.tell_ai()
    return result


async def _progress(
    desk: Desk, folder: Folder, title: str, arguments: Arguments, work: Callable[[Report], Awaitable[T]]
) -> T:
    progress = Progress(desk.protocol, say(folder.locale, title), arguments.token)
    return await with_progress(progress, desk.client.shows_progress, work)


async def _known(folder: Folder, work: Awaitable[T]) -> T:
    """Say in the user's language that there is no such answer."""
    try:
        return await work
    except UnknownDesignError as error:
        raise JsonRpcException(problem_text(folder.locale, error.problem), _REQUEST_FAILED) from None
    except StoppedAskingError:
        raise StoppedError from None


async def _now(value: Callable[[], T]) -> T:
    return value()


def _question(arguments: Arguments) -> str:
    question = (arguments.optional_text("question") or "").strip()
    if not question:
        raise BadArgumentError("design-question-missing")
    return question


def _span(arguments: Arguments) -> Span | None:
    """The selected lines; None where none were given."""
    if not arguments.has("startLine"):
        return None
    start, end = arguments.optional_number("startLine"), arguments.optional_number("endLine")
    return Span(Position(start, 0), Position(max(start, end), 0))


def _folder(desk: Desk, uri: str | None) -> tuple[Folder, str]:
    """The folder of a question, and the path of its focus, "" for none."""
    if uri:
        found = desk.folders.find(uri)
        if found is not None and found.path is not None:
            return found, ""
        place = desk.place_of(uri)
        if place.folder.path is not None:
            return place.folder, place.path
    folder = next((one for one in desk.folders_in_use() if one.path is not None), None)
    if folder is None:
        raise BadArgumentError("design-no-folder")
    return folder, ""


# ---------------------------------------------------------------------- answers as values


def _shown(record: DesignRecord) -> Shown:
    return Shown(record.id, record.title, record.state, record.page, record.follows)


def _record_value(record: DesignRecord, showing: Showing) -> Result:
    asked = datetime.datetime.fromtimestamp(record.asked, datetime.UTC)
    value = dict(showing.value(_shown(record)))
    value.pop("markdown")
    return {**value, "question": record.question, "asked": asked.isoformat(timespec="seconds")}


def _told(findings: Sequence[Finding], locale: str) -> str:
    lines = [f"{one.anchor.path}:{one.anchor.span.start.line + 1} {one.title}" for one in findings]
    return say(locale, "design-implement-findings", count=len(lines), list="\n".join(lines[:_MOST_TOLD]))
