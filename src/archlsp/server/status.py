"""The command that says how things stand."""

from collections.abc import Mapping

from archlsp.messages import problem_text, say
from archlsp.server.arguments import Arguments, BadArgumentError
from archlsp.server.desk import Desk
from archlsp.server.folders import Folder, Place
from archlsp.server.question import ai_text, ai_value
from archlsp.server.voice import INFO
from archlsp.session.status import FileStatus

Result = Mapping[str, object]


async def show_status(desk: Desk, arguments: Arguments) -> Result:
    """`uri` of a document or a folder, everything without one: say what state it is in."""
    uri = arguments.optional_text("uri")
    arguments.done()
    place = desk.place_of(uri) if uri else None
    folder = desk.folders.find(uri) if uri else None
    if place is not None and folder is None:
        return _file_status(desk, place)
    folders = [folder] if folder else desk.folders_in_use()
    values = [_folder_status(desk, folder) for folder in folders]
    if not values:
        desk.voice.must(say(desk.voice.locale, "status-nothing"), INFO)
    return {"folders": values}


def _file_status(desk: Desk, place: Place) -> Result:
    status = place.folder.session.file_status(place.path)
    if status is None:
        raise BadArgumentError("unknown-document")
    locale = place.folder.locale
    reason = problem_text(locale, status.reason) if status.reason else ""
    state = say(locale, f"state-{status.state.value}")
    counts = {"findings": status.findings, "dismissed": status.dismissed}
    text = say(locale, "status-file", path=place.path, state=state, reason=reason, **counts)
    desk.voice.must(text, INFO)
    return status_value(status, locale)


def _folder_status(desk: Desk, folder: Folder) -> Mapping[str, object]:
    status = folder.session.status()
    counts = {
        "findings": sum(file.findings for file in status.files),
        "dismissed": sum(file.dismissed for file in status.files),
    }
    name = folder.path.name if folder.path else "-"
    facts = {"scope": status.scope, "watching": status.watching}
    desk.voice.must(say(folder.locale, "status-folder", folder=name, **facts, **counts), INFO)
    ai = folder.session.ai()
    counts_ai = {"calls": ai.calls, "unanchored": ai.unanchored, "disproved": ai.disproved}
    lines = [ai_text(ai, folder.locale), problem_text(folder.locale, ai.problem) if ai.problem else ""]
    lines.append(say(folder.locale, "ai-counts", **counts_ai) if ai.calls else "")
    desk.voice.log("\n".join(line for line in lines if line))
    return {
        "folder": folder.uri,
        "ai": ai_value(folder.uri, ai, folder.locale),
        "repository": status.repository,
        "base": status.base,
        **facts,
        **counts,
        "files": [status_value(file, folder.locale) for file in status.files],
        "problems": [problem_text(folder.locale, problem) for problem in status.problems],
    }


def status_value(status: FileStatus, locale: str) -> Mapping[str, object]:
    return {
        "path": status.path,
        "state": status.state.value,
        "findings": status.findings,
        "dismissed": status.dismissed,
        "reason": problem_text(locale, status.reason) if status.reason else None,
        "milliseconds": round(status.milliseconds, 1),
    }
