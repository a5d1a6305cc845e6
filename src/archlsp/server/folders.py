"""Which workspace folder a document belongs to, and what it is called there."""

from dataclasses import dataclass
from pathlib import Path

from archlsp.model.languages import language_of
from archlsp.server.options import Options
from archlsp.server.uris import below, same_document, to_path
from archlsp.session.session import Session
from archlsp.settings.settings import Settings

_SUFFIXES = {
    "python": ".py",
    "javascript": ".js",
    "javascriptreact": ".jsx",
    "typescript": ".ts",
    "typescriptreact": ".tsx",
    "go": ".go",
    "java": ".java",
    "rust": ".rs",
    "sql": ".sql",
    "yaml": ".yaml",
    "dockercompose": ".yaml",
    "dockerfile": ".dockerfile",
}


@dataclass(eq=False, slots=True)
class Folder:
    """A workspace folder and its session; without a `path` it is the home of the documents in no folder.

    `uri` is as the client spelled it.
    """

    uri: str
    path: Path | None
    session: Session
    options: Options
    settings: Settings

    @property
    def locale(self) -> str:
        """The language that its user reads."""
        return self.settings.language

    def relative(self, path: Path) -> str | None:
        """Name a file in POSIX style from here; None when it is not below."""
        for root in (self.path, self.session.folder):
            if root is not None and path != root and path.is_relative_to(root):
                return path.relative_to(root).as_posix()
        return None


@dataclass(frozen=True, slots=True)
class Place:
    """A document as its session knows it."""

    folder: Folder
    path: str


class Folders:
    """The workspace folders of one client; of nested ones, the innermost owns a file."""

    def __init__(self, loose: Folder) -> None:
        """`loose` takes what lies in no folder."""
        self.loose = loose
        self._folders: dict[str, Folder] = {}
        self._places: dict[str, Place] = {}

    def all(self) -> tuple[Folder, ...]:
        """Every workspace folder, and at the end the home of loose documents."""
        return (*self._folders.values(), self.loose)

    def find(self, uri: str) -> Folder | None:
        """The workspace folder with this URI."""
        return self._folders.get(same_document(uri))

    def add(self, folder: Folder) -> None:
        """Take in a folder; documents may change their place."""
        self._folders[same_document(folder.uri)] = folder
        self._places.clear()

    def remove(self, uri: str) -> Folder | None:
        """Let a folder go; documents may change their place."""
        self._places.clear()
        return self._folders.pop(same_document(uri), None)

    def place(self, uri: str, language: str = "") -> Place:
        """Find the place of a document; `language` is the client's name for what it is written in."""
        key = same_document(uri)
        if key not in self._places:
            self._places[key] = self._find(uri, language)
        return self._places[key]

    def forget(self, uri: str) -> None:
        """A document was closed: what the client called its language no longer counts."""
        self._places.pop(same_document(uri), None)

    def owns(self, folder: Folder, path: str) -> bool:
        """Tell whether a folder is still open, and no inner one is in charge of a path of it."""
        if folder not in self.all():
            return False
        if folder.path is None or len(self._folders) < 2:  # noqa: PLR2004 - nothing can be nested in itself
            return True
        return self._innermost(folder.path / path) is folder

    def uri(self, place: Place) -> str:
        """Name a file that is not open."""
        return below(place.folder.uri, place.path) if place.folder.path is not None else place.path

    def _find(self, uri: str, language: str) -> Place:
        path = to_path(uri)
        folder = self._innermost(path) if path is not None else None
        if folder is not None and path is not None and (relative := folder.relative(path)) is not None:
            return Place(folder, relative)
        # Its name may not tell the language ("untitled:Untitled-1"), but the client does.
        suffix = "" if language_of(uri) else _SUFFIXES.get(language, "")
        return Place(self.loose, uri + suffix)

    def _innermost(self, path: Path) -> Folder | None:
        around = [folder for folder in self._folders.values() if folder.relative(path) is not None]
        return max(around, key=lambda folder: len(folder.path.parts) if folder.path else 0, default=None)
