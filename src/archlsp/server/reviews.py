"""The commands that review: now, with progress, until done or stopped."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

from pygls.exceptions import JsonRpcException

from archlsp.git.trouble import GitTroubleError
from archlsp.messages import problem_text, say
from archlsp.model.scope import ScopeKind, ScopeSpec
from archlsp.server.arguments import Arguments, BadArgumentError
from archlsp.server.desk import Desk
from archlsp.server.folders import Folder
from archlsp.server.progress import Progress, Report, StoppedError, with_progress
from archlsp.server.status import status_value
from archlsp.session.status import FileStatus
from archlsp.session.summary import Summary

T = TypeVar("T")
Result = Mapping[str, object]
_REQUEST_FAILED = -32803


async def review_file(desk: Desk, arguments: Arguments) -> Result:
    """`uri`: review all of a file now, every line of it."""
    place = desk.place_of(arguments.text("uri"))
    arguments.done()

    async def work(_report: Report) -> FileStatus:
        await desk.sessions.ready(place.folder)
        return await place.folder.session.review_file(place.path, whole=True)

    status = await _shown(desk, place.folder, "progress-file", arguments, work)
    return {"stopped": True} if status is None else status_value(status, place.folder.locale)


async def review_changes(desk: Desk, arguments: Arguments) -> Result:
    """`folder`, all folders without one: review what is recent."""
    return await _review_scope(desk, arguments, "progress-changes", None)


async def review_repository(desk: Desk, arguments: Arguments) -> Result:
    """`folder`, all folders without one: review everything."""
    return await _review_scope(desk, arguments, "progress-repository", ScopeSpec(ScopeKind.ALL))


async def _review_scope(desk: Desk, arguments: Arguments, title: str, spec: ScopeSpec | None) -> Result:
    folders = _folders(desk, arguments.optional_text("folder"))
    arguments.done()
    reviewed = [await _review_folder(desk, folder, arguments, title, spec) for folder in folders]
    return {"folders": reviewed}


def _folders(desk: Desk, uri: str | None) -> Sequence[Folder]:
    if uri is None:
        return desk.folders_in_use()
    folder = desk.folders.find(uri) or desk.folders.place(uri).folder
    if folder.path is None:
        raise BadArgumentError("unknown-folder")
    return (folder,)


async def _review_folder(
    desk: Desk, folder: Folder, arguments: Arguments, title: str, spec: ScopeSpec | None
) -> Mapping[str, object]:
    desk.sessions.reload(folder)
    name = folder.path.name if folder.path else "-"

    async def work(report: Report) -> Summary:
        await desk.sessions.ready(folder)
        return await folder.session.review_scope(spec, report)

    summary = await _shown(desk, folder, title, arguments, work)
    if summary is None:
        desk.voice.log(say(folder.locale, "review-stopped", folder=name))
        return {"folder": folder.uri, "stopped": True}
    counts = {"files": len(summary.reviews), "findings": len(summary.findings)}
    took = round(summary.milliseconds)
    if folder.path is not None:
        desk.voice.log(say(folder.locale, "review-done", folder=name, milliseconds=took, **counts))
    skipped = len(summary.skipped)
    return {"folder": folder.uri, **counts, "skipped": skipped, "milliseconds": took}


async def _shown(
    desk: Desk, folder: Folder, title: str, arguments: Arguments, work: Callable[[Report], Awaitable[T]]
) -> T | None:
    """Run work with progress; None when the user stopped it."""
    progress = Progress(desk.protocol, say(folder.locale, title), arguments.token)
    try:
        return await with_progress(progress, desk.client.shows_progress, work)
    except StoppedError:
        return None
    except GitTroubleError as trouble:
        raise JsonRpcException(problem_text(folder.locale, trouble.problem), _REQUEST_FAILED) from None
