"""Secrets are replaced by value before a text leaves the machine; what they were is known here alone, and not kept.

A placeholder is the same for the same value on this machine, so texts stay comparable; it is made with a key of the
machine's own, so nobody can try values against it. Names are never replaced, only values.
"""

import hashlib
import os
import re
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from archlsp.trust.entropy import looks_random

SALT_FILE = "salt"
_SALT_BYTES = 32
_LONGEST_LINE = 2_000
_MIXED = 2  # kinds of characters in a password that a person thought of
_PLACEHOLDER = re.compile(r"\[redacted:[a-z-]{2,40}:[0-9a-f]{6}\]")


@dataclass(frozen=True, slots=True)
class _Format:
    kind: str
    word: str
    regex: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Knowledge:
    formats: tuple[_Format, ...]
    names: re.Pattern[str]
    assignment: re.Pattern[str]
    passwords: re.Pattern[str]
    placeholders: re.Pattern[str]


@lru_cache(maxsize=1)
def _knowledge() -> _Knowledge:
    text = resources.files("archlsp.trust").joinpath("secrets.yml").read_text("utf-8")
    known: Mapping[str, Any] = yaml.safe_load(text)
    formats = tuple(
        _Format(one["kind"], one["word"].lower(), re.compile(one["regex"])) for one in known["formats"]
    )
    name = rf"(?:[\w.-]{{0,40}}(?:{known['names']})[\w-]{{0,20}})"
    assignment = re.compile(
        rf"(?i)(?<![\w.-])(?P<name>{name})[\"'\]]{{0,2}}[ \t]{{0,10}}(?::[ \t]{{0,4}}\w{{1,20}}[ \t]{{0,4}})?"
        r"(?:=>|:=|[:=(,])[ \t]{0,10}"
        r"(?:(?P<quote>[\"'`])(?P<quoted>[^\"'`\s]{6,300})(?P=quote)|(?P<bare>[^\s\"'`,;(){}\[\]<>$]{8,300})(?=\s|$))"
    )
    names = re.compile(known["names"])
    return _Knowledge(
        formats, names, assignment, re.compile(f"(?i){known['passwords']}"), re.compile(known["placeholders"])
    )


class Redactor:
    """Replaces secrets, and puts them back into what quotes a text that it has seen. Not for several threads."""

    def __init__(self, salt: bytes) -> None:
        """`salt` is the machine's own; see `load_salt`."""
        self._salt = salt
        self._values: dict[str, str] = {}
        self._found: Counter[str] = Counter()

    @property
    def found(self) -> Mapping[str, int]:
        """How many different secrets of each kind were replaced so far."""
        return dict(self._found)

    def redact(self, text: str) -> str:
        """Replace every secret by its placeholder; a text without secrets comes back as it is."""
        taken = sorted(_secrets_in(text))
        if not taken:
            return text
        pieces, at = [], 0
        for start, end, _, kind in taken:
            if start >= at:
                pieces += [text[at:start], self._placeholder(kind, text[start:end])]
                at = end
        return "".join([*pieces, text[at:]])

    def restore(self, text: str) -> str:
        """Put back the values of the placeholders that this redactor has made; others stay."""
        return _PLACEHOLDER.sub(lambda match: self._values.get(match[0], match[0]), text)

    def _placeholder(self, kind: str, value: str) -> str:
        digest = hashlib.blake2b(value.encode("utf-8", "surrogatepass"), key=self._salt, digest_size=3)
        made = f"[redacted:{kind}:{digest.hexdigest()}]"
        if made not in self._values:
            self._values[made] = value
            self._found[kind] += 1
        return made


def load_salt(directory: Path) -> bytes:
    """Read the machine's own key from the user's state directory, or make it. Never raises.

    Where nothing can be written it is a new one each time, and placeholders differ from run to run.
    """
    file = directory / SALT_FILE
    with suppress(OSError):
        if not file.is_symlink():
            kept = file.read_bytes()
            if len(kept) == _SALT_BYTES:
                return kept
    made = secrets.token_bytes(_SALT_BYTES)
    with suppress(OSError):
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = directory / f"{SALT_FILE}.{os.getpid()}"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(made)
        with suppress(FileExistsError):
            os.link(draft, file)  # of two processes that come at once, the first one's key is kept
        draft.unlink()
        return file.read_bytes()
    return made


def _secrets_in(text: str) -> Iterator[tuple[int, int, int, str]]:
    """Where secrets are, with a rank (a known format comes before a guess) and their kinds; parts may overlap."""
    known = _knowledge()
    folded = text.lower()
    for one in known.formats:
        if one.word and one.word not in folded:
            continue
        for match in one.regex.finditer(text):
            group = "secret" if "secret" in one.regex.groupindex else 0
            if not _PLACEHOLDER.match(text, match.start(group)) and _is_value(match[group], known):
                yield match.start(group), match.end(group), 0, one.kind
    small = folded if len(folded) == len(text) else text
    for match in _assignments(text, small, known):
        group = "quoted" if match["quoted"] is not None else "bare"
        if _is_secret(match["name"], match[group], quoted=group == "quoted"):
            kind = "password" if _is_password(match["name"]) else "secret"
            yield match.start(group), match.end(group), 1, kind


def _assignments(text: str, small: str, known: _Knowledge) -> Iterator[re.Match[str]]:
    """Look closely at lines with a telling name alone: a look at everything would hold up the whole process.

    `small` is the text in small letters: ignoring case takes twice as long.
    """
    end = -1
    for name in known.names.finditer(small):
        if name.start() < end:
            continue
        start = max(text.rfind("\n", 0, name.start()) + 1, name.start() - _LONGEST_LINE)
        end = text.find("\n", name.end())
        end = min(len(text) if end < 0 else end, name.end() + _LONGEST_LINE)
        yield from known.assignment.finditer(text, start, end)


def _is_password(name: str) -> bool:
    return _knowledge().passwords.search(name) is not None


def _is_value(value: str, known: _Knowledge) -> bool:
    """Tell a value from a placeholder such as `${PASSWORD}` in an address."""
    return not known.placeholders.fullmatch(value) and not value.startswith(("%", "{", "<"))


def _is_secret(name: str, value: str, *, quoted: bool) -> bool:
    known = _knowledge()
    if known.placeholders.fullmatch(value) or _PLACEHOLDER.search(value) or "://" in value:
        return False
    if any(mark in value for mark in ("${", "{{", "%(", "<%", "#{", "process.env", "os.environ", "getenv")):
        return False
    return looks_random(value) or (quoted and _is_password(name) and _is_written(value))


def _is_written(value: str) -> bool:
    """A password that a person thought of: more than a word, and not a path or a name in code."""
    kinds = sum(map(bool, (re.search("[a-z]", value), re.search("[A-Z]", value), re.search("[0-9]", value))))
    special = re.search(r"[^\w./-]", value) is not None
    return kinds + special >= _MIXED and not re.fullmatch(r"[A-Za-z_][\w]*(?:[./:-][A-Za-z_][\w]*)*", value)
