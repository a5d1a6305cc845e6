"""Pages that a command shows: opened in the editor where it opens documents, else in its log."""

import asyncio

from lsprotocol import types

from archlsp.server.desk import Desk
from archlsp.server.outgoing import NoAnswerError
from archlsp.server.uris import from_path

_QUICK = 10.0


async def show_page(desk: Desk, name: str, text: str) -> bool:
    """Show Markdown; tell whether the editor opened it."""
    shown = desk.client.shows_documents and await _opened(desk, name, text)
    if not shown:
        desk.voice.log(text)
    return shown


async def _opened(desk: Desk, name: str, text: str) -> bool:
    try:
        path = await asyncio.to_thread(desk.pages.keep, name, text)
        params = types.ShowDocumentParams(from_path(path), external=False, take_focus=True)
        answer = await desk.protocol.ask(types.WINDOW_SHOW_DOCUMENT, params, _QUICK)
    except (OSError, NoAnswerError):
        return False
    return bool(getattr(answer, "success", False))
