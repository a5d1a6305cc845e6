"""The desk between the client and the sessions: what the client tells goes in, what sessions find goes out."""

import contextlib
from collections.abc import Callable

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from archlsp.model.aistatus import AiStatus
from archlsp.model.finding import Finding
from archlsp.model.review import Problem
from archlsp.server.client import Client
from archlsp.server.configuration import Configuration
from archlsp.server.diagnostics import Diagnostics
from archlsp.server.documents import Document, Edits
from archlsp.server.folders import Folder, Place
from archlsp.server.lens import Lenses
from archlsp.server.outgoing import NoAnswerError
from archlsp.server.pages import Pages
from archlsp.server.protocol import ArchlspProtocol
from archlsp.server.pulling import Pulling
from archlsp.server.question import AI_STATUS, ai_value, ask_consent, decide
from archlsp.server.sessions import Sessions
from archlsp.server.uris import from_path
from archlsp.server.voice import Voice
from archlsp.settings.layers import Complaint

_PATIENCE = 10.0
"""Seconds that a client has to answer a question of ours; without an answer life goes on."""


class Desk:
    """Follows the client. Nothing here blocks, and nothing here decides: sessions do."""

    def __init__(
        self,
        protocol: ArchlspProtocol,
        client: Client,
        sessions: Sessions,
        voice: Voice,
        ended: Callable[[int], None],
    ) -> None:
        """Nothing is sent before `show`. `ended` is told the exit code when the client wants us gone."""
        self.protocol = protocol
        self.client = client
        self.voice = voice
        self.sessions = sessions
        self.folders = sessions.folders
        self.pages = Pages()
        self.configuration = Configuration(protocol, client, sessions)
        self._ended = ended
        self._opened: dict[Place, Document] = {}
        self._places: dict[Document, Place] = {}
        self._told: set[Problem] = set()
        self._wrong: dict[Folder, set[Place]] = {}
        self.diagnostics = Diagnostics(client, self.folders, self._opened, protocol.publish_diagnostics)
        self.lenses = Lenses(protocol, client)
        self.pulling = Pulling(self.diagnostics, self.folders, self._ask_to_pull) if client.pulls else None

    # ------------------------------------------------------------------ from the client

    def initialized(self) -> None:
        """The client can be asked for its settings now."""
        self.sessions.in_background("configuration", self.configuration.listen())

    def opened(self, document: Document) -> None:
        """Hand a document to the session of its folder."""
        self.folders.forget(document.uri)
        self._enter(document)

    def changed(self, document: Document, edits: Edits) -> None:
        """Tell the session what was typed."""
        place = self._places[document]
        place.folder.session.edited(place.path, edits, document.version)

    def saved(self, uri: str) -> None:
        """Have the document reviewed; it may also be a settings file."""
        document = self.protocol.documents.find(uri)
        place = self._places[document] if document is not None else self.folders.place(uri)
        self.sessions.reload(place.folder)
        if document is not None:
            place.folder.session.saved(place.path)

    def closed(self, document: Document) -> None:
        """From now on the file on disk counts, if there is one."""
        self._leave(document)
        self.folders.forget(document.uri)

    def renamed(self, old: str, new: str) -> None:
        """Let dismissals follow a file."""
        was, is_now = self.folders.place(old), self.folders.place(new)
        if was.folder is is_now.folder:
            was.folder.session.renamed(was.path, is_now.path)
        else:
            was.folder.session.deleted(was.path)

    def deleted(self, uri: str) -> None:
        """Forget a file."""
        place = self.folders.place(uri)
        place.folder.session.deleted(place.path)

    def folders_changed(self, event: types.WorkspaceFoldersChangeEvent) -> None:
        """Let folders come and go; open documents move to whoever is in charge of them now."""
        for removed in event.removed:
            self._remove_folder(removed.uri)
        for added in event.added:
            self.sessions.add(added.uri)
        self._rehouse()
        self.sessions.in_background("configuration", self.configuration.fetch())

    def configured(self, said: object) -> None:
        """Take new settings from the editor."""
        self.sessions.in_background("configuration", self.configuration.changed(said))

    def ended(self, code: int) -> None:
        """The client wants the process gone."""
        self._ended(code)

    def crashed(self, where: str, error: BaseException) -> None:
        """Say that we made a mistake."""
        self.voice.crashed(where, error)

    # ------------------------------------------------------------------ to the client

    def show(self, folder: Folder, path: str, findings: tuple[Finding, ...], version: int | None) -> None:
        """Show findings, unless an inner folder is in charge of the file."""
        if self.folders.owns(folder, path):
            self.diagnostics.show(Place(folder, path), findings, version)

    def complain(self, folder: Folder, complaints: tuple[Complaint, ...]) -> None:
        """Show wrong settings where they are written; those without a file are told once."""
        by_place: dict[Place, list[Complaint]] = {place: [] for place in self._wrong.get(folder, ())}
        for complaint in complaints:
            if complaint.path is not None:
                by_place.setdefault(self.folders.place(from_path(complaint.path)), []).append(complaint)
            if complaint.problem not in self._told:
                self._told.add(complaint.problem)
                self.voice.problem(complaint.problem, folder.locale)
        self._wrong[folder] = {place for place, found in by_place.items() if found}
        for place, found in by_place.items():
            self.diagnostics.complain(place, tuple(found))

    def status_changed(self) -> None:
        """A file has another state."""
        self.lenses.changed()

    def ai_changed(self, folder: Folder, status: AiStatus) -> None:
        """Tell a client that wants to know; see `AI_STATUS`."""
        self.lenses.changed()
        if self.client.wants_status:
            self.protocol.notify(AI_STATUS, ai_value(folder.uri, status, folder.locale))

    def ask_consent(self, folder: Folder, endpoint: str) -> None:
        """Ask whether a folder's code may be sent."""
        self.sessions.in_background("consent", self.consent(folder, endpoint))

    async def consent(self, folder: Folder, endpoint: str) -> None:
        """Ask, and keep the answer; a user who looks away is asked again after the next start."""
        given = await ask_consent(self.protocol, folder, endpoint)
        if given is not None:
            decide(self.voice, folder, given=given)

    def findings_at(
        self, document: Document, range_: types.Range, identities: frozenset[str] = frozenset()
    ) -> tuple[Place, list[Finding]]:
        """The findings that a range touches, or that are named."""
        place = self._places[document]
        span = document.units.span(document.lines, range_)
        found = place.folder.session.findings(place.path)
        touched = [f for f in found if f.anchor.span.overlaps(span) or f.identity in identities]
        return place, touched

    def folders_in_use(self) -> list[Folder]:
        """Every workspace folder; the home of loose documents only while one is open."""
        used = {place.folder for place in self._opened}
        return [folder for folder in self.folders.all() if folder.path is not None or folder in used]

    def document_at(self, place: Place) -> Document | None:
        """The open document of a place."""
        return self._opened.get(place)

    def place_of(self, uri: str) -> Place:
        """The place of any document, open or not."""
        document = self.protocol.documents.find(uri)
        return self._places[document] if document is not None else self.folders.place(uri)

    def close(self) -> None:
        """Show nothing any more."""
        self.lenses.close()
        self.diagnostics.close()
        self.pages.close()

    # ------------------------------------------------------------------ folders and documents

    def _remove_folder(self, uri: str) -> None:
        folder = self.folders.find(uri)
        if folder is None:
            return
        for document, place in list(self._places.items()):
            if place.folder is folder:
                self._leave(document)
        self.diagnostics.clear([place for place in self.diagnostics.places() if place.folder is folder])
        for place in self._wrong.pop(folder, set()):
            self.diagnostics.complain(place, ())
        self.sessions.remove(folder)

    def _rehouse(self) -> None:
        """Have every document and every finding with the folder that is in charge now."""
        gone = [p for p in self.diagnostics.places() if not self.folders.owns(p.folder, p.path)]
        self.diagnostics.clear(gone)
        for folder in self.folders.all():
            for path in folder.session.paths():
                self.show(folder, path, folder.session.findings(path), None)
        for document in self.protocol.documents.all():
            held = self._places.get(document)
            if held != self.folders.place(document.uri, document.language_id or ""):
                self._leave(document)
                self._enter(document)

    def _enter(self, document: Document) -> None:
        place = self.folders.place(document.uri, document.language_id or "")
        self._opened[place] = document
        self._places[document] = place
        self.diagnostics.forget(place)
        place.folder.session.opened(place.path, lambda: document.source, document.version)

    def _leave(self, document: Document) -> None:
        place = self._places.pop(document, None)
        if place is None:
            return
        place.folder.session.closed(place.path)
        self._opened.pop(place, None)
        self.lenses.forget(place)
        self.diagnostics.forget(place)

    async def _ask_to_pull(self) -> None:
        with contextlib.suppress(NoAnswerError):
            await self.protocol.ask(types.WORKSPACE_DIAGNOSTIC_REFRESH, None, _PATIENCE)


class Host(LanguageServer):
    """pygls's server; `desk` is where its handlers find everything else."""

    protocol: ArchlspProtocol
    desk: Desk
