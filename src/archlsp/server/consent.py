"""The commands that turn the AI on and off, and stop it."""

from collections.abc import Mapping

from archlsp.messages import say
from archlsp.model.aistatus import AiMode
from archlsp.server.arguments import Arguments, BadArgumentError
from archlsp.server.desk import Desk
from archlsp.server.folders import Folder
from archlsp.server.question import decide

Result = Mapping[str, object]


async def enable_ai(desk: Desk, arguments: Arguments) -> Result:
    """`folder`: ask for consent to send its code, naming the endpoint; without one, all folders."""
    for folder in _folders(desk, arguments):
        status = folder.session.ai()
        if status.mode is AiMode.NO_CONSENT:
            await desk.consent(folder, status.endpoint)
        elif status.problem is not None:
            desk.voice.problem(status.problem, folder.locale)
    return {"folders": [folder.session.ai().mode.value for folder in desk.folders_in_use()]}


async def disable_ai(desk: Desk, arguments: Arguments) -> Result:
    """`folder`, all without one: stop what is asked, and send nothing any more."""
    for folder in _folders(desk, arguments):
        folder.session.cancel()
        decide(desk.voice, folder, given=False)
    return {"folders": [folder.session.ai().mode.value for folder in desk.folders_in_use()]}


async def cancel(desk: Desk, arguments: Arguments) -> Result:
    """`folder`, all without one: stop what the AI is asked now and what waits."""
    folders = _folders(desk, arguments)
    count = sum(folder.session.cancel() for folder in folders)
    desk.voice.log(say(desk.voice.locale, "ai-cancelled", count=count))
    return {"cancelled": count}


def _folders(desk: Desk, arguments: Arguments) -> list[Folder]:
    uri = arguments.optional_text("folder")
    arguments.done()
    if uri is None:
        return [folder for folder in desk.folders_in_use() if folder.path is not None]
    folder = desk.folders.find(uri) or desk.folders.place(uri).folder
    if folder.path is None:
        raise BadArgumentError("unknown-folder")
    return [folder]
