"""For clients that ask for diagnostics themselves: the answers, and the word that it is time to ask again."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping

from lsprotocol import types

from archlsp.server.diagnostics import Diagnostics
from archlsp.server.folders import Folders
from archlsp.server.uris import same_document

Refresh = Callable[[], Awaitable[object]]
"""Ask the client to pull again; done when it has answered or is not going to."""


class Pulling:
    """Answers a client that asks for diagnostics itself, and tells it when asking again is worth while."""

    def __init__(self, diagnostics: Diagnostics, folders: Folders, refresh: Refresh) -> None:
        """Ask the client to pull again whenever something changed."""
        self._diagnostics = diagnostics
        self._folders = folders
        self._refresh = refresh
        self._stale = False
        self._refreshing: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        diagnostics.changed = self._changed

    def document(self, uri: str, previous: str | None) -> types.DocumentDiagnosticReport:
        """Report one document."""
        shown = self._diagnostics.current(self._folders.place(uri))
        result = str(shown.revision)
        if previous == result:
            return types.RelatedUnchangedDocumentDiagnosticReport(result)
        return types.RelatedFullDocumentDiagnosticReport(shown.diagnostics, result_id=result)

    async def workspace(self, previous: Mapping[str, str]) -> types.WorkspaceDiagnosticReport:
        """Report what differs from `previous` (result id by URI); wait until something does."""
        known = {same_document(uri): result for uri, result in previous.items()}
        while not (reports := list(self._news_since(known))):
            self._news.clear()
            await self._news.wait()
        return types.WorkspaceDiagnosticReport(reports)

    def _news_since(self, known: Mapping[str, str]) -> Iterable[types.WorkspaceFullDocumentDiagnosticReport]:
        for key, (uri, shown) in self._diagnostics.revisions().items():
            result = str(shown.revision)
            if known.get(key, "0") != result:
                yield types.WorkspaceFullDocumentDiagnosticReport(
                    uri, shown.diagnostics, shown.version, result_id=result
                )

    def _changed(self) -> None:
        self._stale = True
        self._news.set()
        if self._refreshing is None or self._refreshing.done():
            self._refreshing = asyncio.get_running_loop().create_task(self._keep_fresh())

    async def _keep_fresh(self) -> None:
        while self._stale:
            self._stale = False
            await self._refresh()
