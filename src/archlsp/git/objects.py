"""Old versions of files, out of git's object store through one persistent process; never a spawn per call."""

from dataclasses import dataclass
from functools import lru_cache

from archlsp.git.diff import lines_of
from archlsp.git.files import LIMIT, decoded, is_pointer
from archlsp.git.trouble import GitTroubleError
from archlsp.git.work import MissingObject, Runner

_LARGEST_TREE = 1 << 26
_SUBMODULE = b"160000"
_FOLDER = b"40000"
_FILES = (b"100644", b"100755", b"100664")


@dataclass(frozen=True, slots=True)
class Entry:
    """A name in a tree: its mode as git writes it, and the id of its object."""

    mode: bytes
    oid: str

    @property
    def is_file(self) -> bool:
        """Tell whether this is a regular file."""
        return self.mode in _FILES

    @property
    def is_submodule(self) -> bool:
        """Tell whether this is another repository."""
        return self.mode == _SUBMODULE


class Objects:
    """Trees and blobs by id. What an id names never changes, so all of it may be kept."""

    def __init__(self, command: Runner) -> None:
        """One owner, one thread: the process behind `command` answers one question at a time."""
        self._command = command
        self._root = lru_cache(16)(self._read_root)
        self._tree = lru_cache(512)(self._read_tree)
        self.lines = lru_cache(64)(self._read_lines)

    def entry(self, commit: str, path: bytes) -> Entry | None:
        """What lies at `path` in a commit, or None; for a path inside a submodule, the submodule.

        Asking by ids alone, one directory after the other, any byte may be part of a name, and a missing
        object (partial clones) is told from a missing name. Raises GitTroubleError for the former.
        """
        tree = self._root(commit)
        *folders, name = path.split(b"/")
        for folder in folders:
            entry = self._tree(tree).get(folder)
            if entry is None or entry.is_submodule:
                return entry
            if entry.mode != _FOLDER:
                return None
            tree = entry.oid
        return self._tree(tree).get(name)

    def data(self, oid: str) -> bytes | None:
        """The bytes of a blob, or None where there are too many."""
        return self._content(oid, LIMIT)[1]

    def text(self, oid: str) -> str | None:
        """The text of a blob with \\n ends; None for one that is too large, binary or an LFS pointer."""
        content = self.data(oid)
        if content is None or b"\0" in content:
            return None
        text = decoded(content)[0].replace("\r\n", "\n").replace("\r", "\n")
        return None if is_pointer(text) else text

    def _read_lines(self, oid: str) -> list[str] | None:
        text = self.text(oid)
        return None if text is None else lines_of(text)

    def _read_root(self, commit: str) -> str:
        kind, content = self._content(commit, LIMIT)
        first = (content or b"").split(b"\n", 1)[0]
        if kind != "commit" or not first.startswith(b"tree "):
            raise GitTroubleError.of("git-object-missing", object=commit[:12])
        return first[5:].decode()

    def _read_tree(self, oid: str) -> dict[bytes, Entry]:
        kind, content = self._content(oid, _LARGEST_TREE)
        if kind != "tree" or content is None:
            raise GitTroubleError.of("git-object-missing", object=oid[:12])
        return dict(_entries(content, len(oid) // 2))

    def _content(self, oid: str, limit: int) -> tuple[str, bytes | None]:
        try:
            return self._command.read_object(oid, limit)
        except MissingObject as error:
            raise GitTroubleError.of("git-object-missing", object=oid[:12]) from error


def _entries(tree: bytes, width: int) -> list[tuple[bytes, Entry]]:
    found = []
    at = 0
    while at < len(tree):
        space = tree.index(b" ", at)
        end = tree.index(b"\0", space)
        oid = tree[end + 1 : end + 1 + width].hex()
        found.append((tree[space + 1 : end], Entry(tree[at:space], oid)))
        at = end + 1 + width
    return found
