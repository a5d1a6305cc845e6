"""Texts that Claude proposes: seen first, agreed to, then made. Nothing of it is made by itself."""

import difflib
from collections.abc import Awaitable, Callable, Sequence

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified

from archlsp.messages import say
from archlsp.model.advice import NewText
from archlsp.server.desk import Desk
from archlsp.server.folders import Folder
from archlsp.server.markdown import block, escape
from archlsp.server.outgoing import NoAnswerError
from archlsp.server.showing import show_page
from archlsp.server.voice import INFO
from archlsp.server.writing import OutdatedError, texts_edit

_PATIENCE = 3_600.0
"""Seconds that a user may read."""
_CONTEXT_LINES = 3
Make = Callable[[], Awaitable[types.WorkspaceEdit | None]]


async def propose(
    desk: Desk, folder: Folder, texts: Sequence[NewText], title: str, make: Make | None = None
) -> bool:
    """Have the user agree to an edit, then have the client make it; tell whether it did.

    A client that annotates edits shows them itself. For any other they are a page of differences and a question. One
    that can make no such edit shows the texts. `make` is how the edit is made, by default of `texts`; it may raise
    OutdatedError, as long as the user reads, too.
    """
    make = make or (lambda: texts_edit(desk, folder, texts, title))
    try:
        edit = await make()
        if edit is None or not desk.client.applies_edits:
            await _shown(desk, folder, texts, title)
            return False
        if not desk.client.annotated_edits:
            edit = await make() if await _agreed(desk, folder, texts, title) else None
    except OutdatedError as error:
        message = say(folder.locale, "text-outdated", path=error.path)
        raise JsonRpcContentModified(message) from None
    return edit is not None and await applied(desk, edit, title)


async def applied(desk: Desk, edit: types.WorkspaceEdit, label: str) -> bool:
    """Have the client make an edit; tell whether it did."""
    params = types.ApplyWorkspaceEditParams(edit, label)
    try:
        answer = await desk.protocol.ask(types.WORKSPACE_APPLY_EDIT, params, _PATIENCE)
    except NoAnswerError:
        return False
    return bool(getattr(answer, "applied", False))


async def _shown(desk: Desk, folder: Folder, texts: Sequence[NewText], title: str) -> None:
    pages = [f"## {escape(text.path)}\n\n{block(text.after)}" for text in texts]
    await show_page(desk, "proposed", "\n\n".join([f"# {escape(title)}", *pages]) + "\n")
    desk.voice.must(say(folder.locale, "propose-unsupported"), INFO)


async def _agreed(desk: Desk, folder: Folder, texts: Sequence[NewText], title: str) -> bool:
    pages = [f"## {escape(text.path)}\n\n{block(_difference(text), 'diff')}" for text in texts]
    shown = await show_page(desk, "proposed", "\n\n".join([f"# {escape(title)}", *pages]) + "\n")
    locale = folder.locale
    yes, no = say(locale, "propose-yes"), say(locale, "propose-no")
    key = "propose-question" if shown else "propose-question-log"
    params = types.ShowMessageRequestParams(
        types.MessageType.Info,
        say(locale, key, title=title, count=len(texts)),
        [types.MessageActionItem(yes), types.MessageActionItem(no)],
    )
    try:
        answer = await desk.protocol.ask(types.WINDOW_SHOW_MESSAGE_REQUEST, params, _PATIENCE)
    except NoAnswerError:
        return False
    return getattr(answer, "title", "") == yes


def _difference(text: NewText) -> str:
    before, after = (text.before or "").splitlines(), text.after.splitlines()
    lines = list(difflib.unified_diff(before, after, n=_CONTEXT_LINES, lineterm=""))
    return "\n".join(lines[2:])
