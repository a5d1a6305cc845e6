"""The checked rules as JSON in the user's cache: reading hundreds of YAML files would hold up the first review.

The file is named by a digest of everything it was made from, so it cannot be stale, only missing. It is written
whole or not at all, readable by the user alone; without a writable cache the rules are read from YAML each time.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from platformdirs import user_cache_path

from archlsp import __version__
from archlsp.model.review import Problem
from archlsp.rules.rule import RuleText, packed
from archlsp.rules.schema import rule_schema

_KEPT = 8
Files = Sequence[tuple[str, bytes]]


def read_compiled(files: Files) -> list[RuleText] | None:
    """Return what was made of these very files, or None where it is not in the cache."""
    try:
        place = _place(files)
        loaded = json.loads(place.read_bytes())
        os.utime(place)  # so that what is in use is not the oldest
        return [_rule_text(**item) for item in loaded]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_compiled(files: Files, texts: Sequence[RuleText]) -> None:
    """Keep the checked rules for the next start; a cache that cannot be written is no trouble."""
    try:
        place = _place(files)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = place.with_suffix(f".{os.getpid()}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump([_value(text) for text in texts], stream, ensure_ascii=False, separators=(",", ":"))
        draft.replace(place)
        _prune(place.parent)
    except (OSError, ValueError, TypeError):
        return


def _place(files: Files) -> Path:
    digest = hashlib.blake2b(json.dumps([__version__, rule_schema()]).encode(), digest_size=16)
    for name, content in files:
        digest.update(f"{len(content)} {name}\0".encode("utf-8", "surrogateescape"))
        digest.update(content)
    return user_cache_path("archlsp") / "rules" / f"{digest.hexdigest()}.json"


def _value(text: RuleText) -> dict[str, object]:
    return {**asdict(text), "data": None if text.data is None else packed(text.data)}


def _rule_text(file: str, data: dict[str, object] | None, problems: list[dict[str, object]]) -> RuleText:
    said = tuple(Problem.of(str(item["code"]), **dict(item["detail"])) for item in problems)  # type: ignore[call-overload]
    return RuleText(file, data, said)


def _prune(folder: Path) -> None:
    """Keep the few used last: one a version and a set of extra rules."""
    last_used_first = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in last_used_first[_KEPT:]:
        path.unlink(missing_ok=True)
