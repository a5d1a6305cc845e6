"""Half of the time that importing lsprotocol takes, attrs compiles 700 small texts that it wrote itself.

Python keeps what it compiled from files, but not this; so we keep it, in the user's cache. An entry is found by
a digest of the very text, so it cannot be stale. The file holds code: it is written for its owner alone, and read
only when it is a regular file of ours that nobody else can write, and whole.
"""

import builtins
import hashlib
import marshal
import os
import stat
import sys
from collections.abc import Callable
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType

from attr import _make
from platformdirs import user_cache_path

_DIGEST = 32
_WRITABLE_BY_OTHERS = 0o022


def import_faster(import_all: Callable[[], object], folder: Path | None = None) -> None:
    """Run imports that make attrs classes, with what earlier runs have compiled."""
    if sys.dont_write_bytecode or os.name == "nt":
        import_all()
        return
    place = (folder or user_cache_path("archlsp") / "code") / f"{_flavour()}.marshal"
    kept = _read(place)
    used: dict[bytes, CodeType] = {}

    def compile_once(script: str, filename: str, mode: str) -> CodeType:
        key = hashlib.blake2b(f"{mode}\0{filename}\0{script}".encode(), digest_size=16).digest()
        code = kept.get(key)
        used[key] = builtins.compile(script, filename, mode) if code is None else code
        return used[key]

    # A name of the module hides the built-in one. Should attrs compile elsewhere one day, nothing comes of it.
    vars(_make)["compile"] = compile_once
    try:
        import_all()
    finally:
        del vars(_make)["compile"]
    if used.keys() - kept.keys():
        _write(place, used)


def _flavour() -> str:
    return f"{sys.implementation.cache_tag}-{MAGIC_NUMBER.hex()}-{sys.flags.optimize}"


def _read(place: Path) -> dict[bytes, CodeType]:
    try:
        handle = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return {}
    with os.fdopen(handle, "rb") as stream:
        about = os.fstat(handle)
        ours = stat.S_ISREG(about.st_mode) and about.st_uid == os.geteuid()
        if not ours or about.st_mode & _WRITABLE_BY_OTHERS:
            return {}
        content = stream.read()
    digest, payload = content[:_DIGEST], content[_DIGEST:]
    # marshal trusts what it reads: half a file could end the process.
    if hashlib.blake2b(payload, digest_size=_DIGEST).digest() != digest:
        return {}
    loaded: dict[bytes, CodeType] = marshal.loads(payload)  # noqa: S302 - our own file, see above
    return loaded


def _write(place: Path, codes: dict[bytes, CodeType]) -> None:
    """Keep it whole or not at all; a cache that cannot be written is no trouble."""
    payload = marshal.dumps(codes)
    draft = place.with_suffix(f".{os.getpid()}")
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(hashlib.blake2b(payload, digest_size=_DIGEST).digest() + payload)
        draft.replace(place)
    except OSError:
        return
