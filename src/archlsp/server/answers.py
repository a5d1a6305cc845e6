"""An answer on its way to the client: told to those who show it themselves, else a document that grows on disk."""

import asyncio
from collections.abc import Mapping

from lsprotocol import types

from archlsp.design.conversation import Shown
from archlsp.messages import say
from archlsp.server.desk import Desk
from archlsp.server.outgoing import NoAnswerError
from archlsp.server.uris import from_path
from archlsp.server.voice import INFO
from archlsp.store.directory import state_directory
from archlsp.store.pages import AnswerPages

ANSWER = "archlsp/answer"
"""Sent to clients whose initializationOptions say {"answers": true}, each time an answer has grown."""
_QUICK = 10.0


class Showing:
    """Takes each state of one answer; a slow disk or client only ever sees the newest."""

    def __init__(self, desk: Desk, locale: str, *, focus: bool = True) -> None:
        """`focus`: the client may move its cursor to the document."""
        self._desk = desk
        self._locale = locale
        self._focus = focus
        self._pages = AnswerPages(state_directory())
        self._writing: asyncio.Task[None] | None = None
        self._is_open = False
        self._opening: asyncio.Task[None] | None = None
        self.newest: Shown | None = None

    def __call__(self, shown: Shown) -> None:
        """Show a state of the answer."""
        self.newest = shown
        if self._desk.client.wants_answers:
            self._desk.protocol.notify(ANSWER, self.value(shown))
        elif self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    async def end(self) -> Mapping[str, object]:
        """Wait until the last state is on disk; return what commands answer."""
        if self._writing is not None:
            await self._writing
        if self._opening is not None:
            await self._opening
        if self.newest is None:
            return {"stopped": True}
        await self._keep(self.newest)
        await asyncio.to_thread(self._pages.prune)
        value = dict(self.value(self.newest))
        value.pop("markdown")
        return {**value, "shown": self._is_open or self._desk.client.wants_answers}

    def value(self, shown: Shown) -> Mapping[str, object]:
        """An answer as clients get it."""
        return {
            "id": shown.id,
            "uri": from_path(self._pages.path(shown.id)),
            "title": shown.title,
            "markdown": shown.markdown,
            "state": shown.state.value,
            "follows": shown.follows or None,
        }

    async def _write(self) -> None:
        written: Shown | None = None
        while self.newest is not None and written is not self.newest:
            written = self.newest
            if not await self._keep(written):
                return
            if self._opening is None:
                self._opening = asyncio.create_task(self._open(written))

    async def _keep(self, shown: Shown) -> bool:
        try:
            await asyncio.to_thread(self._pages.keep, shown.id, shown.markdown)
        except OSError as error:
            self._desk.voice.must(say(self._locale, "design-not-kept", kind=type(error).__name__))
            return False
        return True

    async def _open(self, shown: Shown) -> None:
        path = self._pages.path(shown.id)
        if self._desk.client.shows_documents:
            params = types.ShowDocumentParams(from_path(path), external=False, take_focus=self._focus)
            try:
                answer = await self._desk.protocol.ask(types.WINDOW_SHOW_DOCUMENT, params, _QUICK)
                self._is_open = bool(getattr(answer, "success", False))
            except NoAnswerError:
                self._is_open = False
        if not self._is_open:
            self._desk.voice.must(say(self._locale, "design-open-yourself", path=path), INFO)
