"""What the editor shows: pushed when it changed, or kept ready for a client that pulls. Never both."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lsprotocol import types

from archlsp.git.files import read_text
from archlsp.model.finding import Finding
from archlsp.server.client import Client
from archlsp.server.convert import Units, document_lines
from archlsp.server.documents import Document
from archlsp.server.folders import Folders, Place
from archlsp.server.present import Lines, complaint_diagnostic, diagnostic
from archlsp.server.uris import same_document
from archlsp.settings.layers import Complaint

_AT_ONCE = 64
"""So many closed files are read in one go before their diagnostics are sent."""


@dataclass(slots=True)
class Shown:
    """What stands for one document, and what the client was last told about it."""

    place: Place
    findings: tuple[Finding, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    version: int | None = None
    diagnostics: list[types.Diagnostic] = field(default_factory=list)
    told_version: int | None = None
    revision: int = 0
    known: bool = False


class Diagnostics:
    """The diagnostics of every document, open or not.

    Columns are counted in the client's units, which takes the text: an open document's is at hand, so its
    diagnostics leave at once; a closed file is read first, in a thread.
    """

    def __init__(
        self,
        client: Client,
        folders: Folders,
        opened: Mapping[Place, Document],
        publish: Callable[[types.PublishDiagnosticsParams], None],
    ) -> None:
        """`opened` is the live table of open documents; `publish` sends, and is not used when the client pulls."""
        self._client = client
        self._folders = folders
        self._opened = opened
        self._publish = publish
        self._shown: dict[str, Shown] = {}
        self._waiting: dict[str, None] = {}
        self._reading: asyncio.Task[None] | None = None
        self.changed: Callable[[], None] = lambda: None

    def show(self, place: Place, findings: tuple[Finding, ...], version: int | None) -> None:
        """Replace the findings of a document."""
        shown = self._entry(place)
        shown.place, shown.findings, shown.version = place, findings, version
        self._refresh(place)

    def complain(self, place: Place, complaints: tuple[Complaint, ...]) -> None:
        """Replace what is wrong in a settings file."""
        shown = self._entry(place)
        shown.place, shown.complaints = place, complaints
        self._refresh(place)

    def forget(self, place: Place) -> None:
        """The client opened or closed a document, and may have dropped what it showed: send it anew."""
        shown = self._shown.get(self._key(place))
        if shown is not None:
            shown.known = False

    def clear(self, places: Iterable[Place]) -> None:
        """Take everything back, as when a folder is removed."""
        for place in places:
            if self._key(place) in self._shown:
                self.show(place, (), None)
                self.complain(place, ())

    def places(self) -> tuple[Place, ...]:
        """Every document that something was ever said about."""
        return tuple(shown.place for shown in self._shown.values())

    def revisions(self) -> dict[str, tuple[str, Shown]]:
        """By document: its URI and what stands; only what is converted already."""
        return {key: (self._uri(shown.place), shown) for key, shown in self._shown.items()}

    def current(self, place: Place) -> Shown:
        """What stands for one document."""
        return self._shown.get(self._key(place)) or Shown(place)

    def make(self, finding: Finding, place: Place, lines: Lines) -> types.Diagnostic:
        """Make the diagnostic of one finding of an open document."""
        locate = self._locator(place, {place.path: lines})
        return diagnostic(finding, lines, self._client, locate, place.folder.locale)

    def close(self) -> None:
        """Send nothing any more."""
        if self._reading is not None:
            self._reading.cancel()

    # ------------------------------------------------------------------ one document

    def _key(self, place: Place) -> str:
        return same_document(self._uri(place))

    def _uri(self, place: Place) -> str:
        document = self._opened.get(place)
        return document.uri if document is not None else self._folders.uri(place)

    def _entry(self, place: Place) -> Shown:
        return self._shown.setdefault(self._key(place), Shown(place))

    def _refresh(self, place: Place) -> None:
        texts = self._texts(place)
        if texts is not None:
            self._settle(place, texts)
            return
        self._waiting[self._key(place)] = None
        if self._reading is None or self._reading.done():
            self._reading = asyncio.get_running_loop().create_task(self._read_waiting())

    def _texts(self, place: Place) -> dict[str, Lines] | None:
        """The lines of every file that is needed; None when one of them must be read."""
        texts: dict[str, Lines] = {}
        for path in self._needed(self._entry(place)):
            document = self._opened.get(Place(place.folder, path))
            if document is None:
                return None
            texts[path] = document.lines
        return texts

    def _needed(self, shown: Shown) -> set[str]:
        """Code points need no text to be counted."""
        if self._client.encoding == "utf-32" or not (shown.findings or shown.complaints):
            return set()
        related = {related.path for finding in shown.findings for related in finding.related}
        return {shown.place.path, *(related if self._client.related_places else ())}

    def _settle(self, place: Place, texts: Mapping[str, Lines]) -> None:
        shown = self._entry(place)
        lines = texts.get(place.path, ())
        locate = self._locator(place, texts)
        units, locale = Units(self._client.encoding), place.folder.locale
        made = [diagnostic(finding, lines, self._client, locate, locale) for finding in shown.findings]
        made += [complaint_diagnostic(complaint, lines, units, locale) for complaint in shown.complaints]
        # A client that looks at versions may have thrown away what came for an older one.
        version = shown.version if self._client.publishes_versions else None
        if shown.known and made == shown.diagnostics and (not made or version == shown.told_version):
            return
        if not made and not shown.diagnostics and not shown.known:
            shown.known = True  # Nothing was shown and nothing is: the client need not hear of it.
            return
        shown.diagnostics, shown.known, shown.told_version = made, True, version
        shown.revision += 1
        self._tell(place, shown)

    def _tell(self, place: Place, shown: Shown) -> None:
        if not self._client.pulls:
            uri = self._uri(place)
            self._publish(types.PublishDiagnosticsParams(uri, shown.diagnostics, shown.told_version))
        self.changed()

    def _locator(self, place: Place, texts: Mapping[str, Lines]) -> Callable[[str], tuple[str, Lines]]:
        def locate(path: str) -> tuple[str, Lines]:
            return self._uri(Place(place.folder, path)), texts.get(path, ())

        return locate

    # ------------------------------------------------------------------ files that are not open

    async def _read_waiting(self) -> None:
        while self._waiting:
            keys = list(self._waiting)[:_AT_ONCE]
            entries = [self._shown[key] for key in keys]
            for key in keys:
                del self._waiting[key]
            wanted = {Place(shown.place.folder, path) for shown in entries for path in self._needed(shown)}
            closed = [place for place in wanted if place not in self._opened]
            texts: dict[Place, Lines] = dict(await asyncio.to_thread(_read, closed))
            for place in wanted:
                document = self._opened.get(place)
                if document is not None:
                    texts[place] = document.lines
            for shown in entries:
                self._catch_up(shown)
                self._settle(shown.place, _of_folder(texts, shown.place))

    def _catch_up(self, shown: Shown) -> None:
        """An open document may have been edited during the reading, and its findings moved."""
        document = self._opened.get(shown.place)
        if document is not None:
            shown.findings = shown.place.folder.session.findings(shown.place.path)
            shown.version = document.version


def _of_folder(texts: Mapping[Place, Lines], place: Place) -> dict[str, Lines]:
    return {other.path: lines for other, lines in texts.items() if other.folder is place.folder}


def _read(places: Sequence[Place]) -> list[tuple[Place, Lines]]:
    """Read files. Blocking; one that cannot be read has no lines, and its columns stay code points."""
    read: list[tuple[Place, Lines]] = []
    for place in places:
        root = place.folder.session.folder
        content = read_text(root, place.path) if root is not None else None
        read.append((place, document_lines(content.text) if content and content.text is not None else []))
    return read
