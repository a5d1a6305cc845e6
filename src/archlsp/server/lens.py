"""The line above a reviewed file: its state, its findings, how things stand with the AI; a click reviews it now."""

import asyncio
import contextlib
from collections.abc import Mapping

from lsprotocol import types

from archlsp.messages import say
from archlsp.model.aistatus import AiMode
from archlsp.server.client import Client
from archlsp.server.folders import Place
from archlsp.server.outgoing import NoAnswerError
from archlsp.server.protocol import ArchlspProtocol
from archlsp.server.question import ai_text

_SOON = 0.3
"""Seconds in which changes are gathered before the client is asked to look again."""
_PATIENCE = 10.0
_START = types.Range(types.Position(0, 0), types.Position(0, 0))


class Lenses:
    """Remembers what it has shown, so that clients are asked to look again only when that has changed."""

    def __init__(self, protocol: ArchlspProtocol, client: Client) -> None:
        """Nothing is shown yet."""
        self._protocol = protocol
        self._client = client
        self._shown: dict[Place, str] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._asking: asyncio.Task[None] | None = None

    def of(self, place: Place, uri: str) -> list[types.CodeLens]:
        """The lens of a document; none for a file that is not looked at."""
        text = lens_text(place)
        self._shown[place] = text
        if not text:
            return []
        return [types.CodeLens(_START, types.Command(text, "archlsp.reviewFile", arguments=[uri]))]

    def changed(self) -> None:
        """Something has changed that a lens may show."""
        if self._client.refreshes_lenses and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_SOON, self._look)

    def forget(self, place: Place) -> None:
        """A document was closed."""
        self._shown.pop(place, None)

    def close(self) -> None:
        """Ask for nothing any more."""
        if self._timer is not None:
            self._timer.cancel()

    def _look(self) -> None:
        self._timer = None
        if any(lens_text(place) != text for place, text in self._shown.items()):
            self._asking = asyncio.get_running_loop().create_task(self._ask())

    async def _ask(self) -> None:
        with contextlib.suppress(NoAnswerError):
            await self._protocol.ask(types.WORKSPACE_CODE_LENS_REFRESH, None, _PATIENCE)


def lens_text(place: Place) -> str:
    """What a file's lens says, "" where it has none."""
    session, locale = place.folder.session, place.folder.locale
    status = session.file_status(place.path)
    if status is None:
        return ""
    facts: Mapping[str, object] = {
        "state": say(locale, f"state-{status.state.value}"),
        "findings": len(session.findings(place.path)),
    }
    ai = session.ai()
    said = [say(locale, "lens-file", **facts)]
    if ai.mode not in {AiMode.OFF, AiMode.NO_KEY}:
        said.append(ai_text(ai, locale))
    return " · ".join(said)
