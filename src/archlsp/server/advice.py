"""One finding, asked about: an explanation as a page; a fix or a test as an edit that the user sees first."""

from collections.abc import Mapping

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from archlsp.claude.wire.events import Purpose
from archlsp.messages import problem_text, say
from archlsp.model.advice import Advice, NewText
from archlsp.model.text import Position, Span
from archlsp.server.arguments import Arguments, BadArgumentError
from archlsp.server.desk import Desk
from archlsp.server.edits import confirmed_edit
from archlsp.server.folders import Place
from archlsp.server.progress import Progress, Report, StoppedError, with_progress
from archlsp.server.proposing import propose
from archlsp.server.showing import show_page
from archlsp.server.status import status_value
from archlsp.server.writing import OutdatedError
from archlsp.session.applying import applied as edited
from archlsp.session.status import FileStatus
from archlsp.trust.edits import may_create, may_edit

_REQUEST_FAILED = -32803
Result = Mapping[str, object]


async def deepen(desk: Desk, arguments: Arguments) -> Result:
    """`uri`, `identity`: have a finding explained in depth, as a page."""
    place, identity = _finding(desk, arguments)
    advice = await _asked(desk, place, identity, Purpose.DEEPEN, arguments)
    if advice is None:
        return {"stopped": True}
    _tell(desk, place, advice)
    shown = bool(advice.markdown) and await show_page(desk, f"explain-{identity}", advice.markdown)
    return {"markdown": advice.markdown, "shown": shown}


async def suggest_fix(desk: Desk, arguments: Arguments) -> Result:
    """`uri`, `identity`: have a fix written, and show it as an edit to be confirmed."""
    place, identity = _finding(desk, arguments)
    folder = place.folder.session.folder
    if folder is not None and not may_edit(folder, place.path, (place.path,)):
        raise BadArgumentError("test-not-there", path=place.path)
    advice = await _asked(desk, place, identity, Purpose.FIX, arguments)
    if advice is None:
        return {"stopped": True}
    document = desk.document_at(place)
    if advice.fix is None or document is None:
        _tell(desk, place, advice)
        return {"applied": False}
    fix, before = advice.fix, document.source

    async def make() -> types.WorkspaceEdit:
        if document.source != before:
            raise OutdatedError(place.path)
        return confirmed_edit(document, fix, desk.client)

    text = NewText(place.path, before, edited(before, fix.edits))
    return {"applied": await propose(desk, place.folder, (text,), fix.title, make)}


async def write_test(desk: Desk, arguments: Arguments) -> Result:
    """`uri`, `identity`: have a test written, and show it as an edit to be confirmed."""
    place, identity = _finding(desk, arguments)
    advice = await _asked(desk, place, identity, Purpose.TEST, arguments)
    if advice is None:
        return {"stopped": True}
    folder = place.folder.session.folder
    if advice.new_text is None or folder is None:
        _tell(desk, place, advice)
        return {"applied": False}
    path = advice.new_text.path
    if not (may_create(folder, path) or may_edit(folder, path, (path,))):
        raise BadArgumentError("test-not-there", path=path)
    title = say(place.folder.locale, "test-title", path=path)
    return {"applied": await propose(desk, place.folder, (advice.new_text,), title), "path": path}


async def review_selection(desk: Desk, arguments: Arguments) -> Result:
    """`uri`, `startLine`, `endLine` (from 0): have the selected lines reviewed, whatever is recent."""
    place = desk.place_of(arguments.text("uri"))
    start, end = arguments.optional_number("startLine"), arguments.optional_number("endLine")
    arguments.done()
    selection = Span(Position(start, 0), Position(max(start, end), 0))

    async def work(_report: Report) -> FileStatus:
        await desk.sessions.ready(place.folder)
        return await place.folder.session.review_selection(place.path, selection)

    title = say(place.folder.locale, "progress-selection")
    try:
        progress = Progress(desk.protocol, title, arguments.token)
        status = await with_progress(progress, desk.client.shows_progress, work)
    except StoppedError:
        place.folder.session.cancel()
        return {"stopped": True}
    return status_value(status, place.folder.locale)


def _finding(desk: Desk, arguments: Arguments) -> tuple[Place, str]:
    place = desk.place_of(arguments.text("uri"))
    identity = arguments.text("identity")
    arguments.done()
    return place, identity


async def _asked(
    desk: Desk, place: Place, identity: str, kind: Purpose, arguments: Arguments
) -> Advice | None:
    """Ask with progress; None when the user stopped it."""

    async def work(report: Report) -> Advice:
        written = 0

        def heard(text: str) -> None:
            nonlocal written
            written += len(text)
            report(0, 0, str(written))

        return await place.folder.session.advise(kind, place.path, identity, heard)

    title = say(place.folder.locale, f"progress-{kind.value}")
    try:
        progress = Progress(desk.protocol, title, arguments.token)
        return await with_progress(progress, desk.client.shows_progress, work)
    except StoppedError:
        return None


def _tell(desk: Desk, place: Place, advice: Advice) -> None:
    """Say why there is nothing, or not everything."""
    if advice.problem is None:
        return
    text = problem_text(place.folder.locale, advice.problem)
    if not advice.markdown:
        raise JsonRpcException(text, _REQUEST_FAILED)
    desk.voice.must(text)
