"""Everything that is known of a call by its names alone, found out once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Entry = Mapping[str, Any]
_SOUNDS_CLEAN = re.compile(
    r"(?i)^(?!de|un)(escape|saniti[sz]e|encode(?:for|uri|html|url)|quote|purify|bleach|html_?escape|url_?encode)"
)
_ASKS = re.compile(
    r"^(is|has|can|should|contains|exists|equals|count|len|length|size|indexOf|startswith|startsWith)"
)
_LOOKS_UP = re.compile(
    r"(?i)^(query|execute|fetch|select|find|load|lookup|save|create|insert|update|delete|count|send|publish"
    r"|request|post|put|patch|do$|doQuery|doExecute|run|exec|open|connect|log|info|debug|warn|error|print|scan|next|all|one|first)"
)
# Go: a method of another package's type that gets a thing, `example.com/app/store.Store.GetUser`.
_GETS_FROM_STORE = re.compile(r"/[^/.]+\.\w+\.(Get|List|Read)[A-Z]\w*$")
_MAKES_TEXT = re.compile(
    r"(?i)(decode|encode|format|concat|join|trim|strip|lower|upper|replace|split|parse|string|str|append|sub"
    r"|slice|copy|wrap|convert|unquote|unescape|normali[sz]e|build|make|clone|bytes|text|to_|into|from|as_|path"
    r"|render|url|uri|buffer|reverse|sorted|list|tuple|repeat|pad|collect|unwrap|expect|ok_or|dumps|json|get|value|of)"
)


@dataclass(slots=True)
class About:
    """What the knowledge, and the name itself, say of a call.

    `name` is the last part. `taint`: what the knowledge says of what comes through ("none", "all", "same", "").
    `passes`: the arguments are likely in the result. `result_types` are known, `call_types` are by the name.
    """

    name: str
    is_unknown: bool
    is_capital: bool
    sounds_clean: bool
    asks: bool
    passes: bool
    call_types: tuple[str, ...]
    result_types: tuple[str, ...] = ()
    taint: str = ""
    builds: bool = False
    source: Entry | None = None
    sanitizer: Entry | None = None
    own_sanitizer: Entry | None = None
    field: Entry | None = None
    marks: tuple[Entry, ...] = ()
    handlers: tuple[Entry, ...] = ()

    @classmethod
    def of(cls, names: tuple[str, ...], propagate: Entry | None) -> "About":
        """Return what the names themselves say, and whether arguments come through."""
        # A module of the project may be a function: `./text/sanitize`.
        name = names[0].rsplit(".", 1)[-1].rsplit("/", 1)[-1]
        is_unknown = names[0].startswith("?")
        taint = str(propagate["taint"]) if propagate is not None else ""
        return cls(
            name,
            is_unknown,
            is_capital=name[:1].isupper() and not name.isupper(),
            sounds_clean=bool(_SOUNDS_CLEAN.search(name)),
            asks=bool(_ASKS.search(name)),
            passes=taint in {"all", "same"} if taint else _passes(name, names[0], is_unknown),
            call_types=tuple(f"{one}()" for one in names),
            taint=taint,
        )


def _passes(name: str, whole: str, is_unknown: bool) -> bool:
    """Tell whether the arguments are likely in the result; a query's answer is not what was asked."""
    if _LOOKS_UP.search(name) or _GETS_FROM_STORE.search(whole):
        return False
    return not is_unknown or bool(_MAKES_TEXT.search(name)) or name[:1].isupper()
