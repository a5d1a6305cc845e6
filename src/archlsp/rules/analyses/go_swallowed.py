"""Errors that are found and not handed on."""

import re

from archlsp.rules.analyses.go_at import At
from archlsp.rules.analyses.go_facts import Facts, checked_error
from archlsp.rules.flow.ir import Collection, Const, Do, Exit, If, Name

SWALLOWED, WRONG_ERROR = "error-swallowed", "wrong-error-returned"


def given_up(at: At, stmt: If, facts: Facts) -> None:
    """`if err != nil { return nil }`: nobody hears of the error."""
    name = checked_error(stmt.test)
    if not name or not stmt.then:
        return
    last = stmt.then[-1]
    if not (isinstance(last, Exit) and last.kind == "return" and last.value is not None):
        return
    value = last.value.items[-1][1] if isinstance(last.value, Collection) and last.value.items else last.value
    if isinstance(value, Const) and value.node.kind() == "nil":
        if not _is_meant(at, stmt, last, name):
            at.report(SWALLOWED, last.node, stmt.node, ERR=name)
    elif (
        isinstance(value, Name)
        and value.id != name
        and facts.get(value.id) is True
        and "err" in value.id.lower()
    ):
        at.report(WRONG_ERROR, value.node, last.node, ERR=name, OTHER=value.id)


def _is_meant(at: At, stmt: If, last: Exit, name: str) -> bool:
    """Somebody thought about it who says why, does something, looks at the error or gives a value instead."""
    start, end = stmt.test.node.range().end.index, last.node.range().end.index
    text = at.file.source.text[start:end]
    looked_at = re.search(rf"\b{re.escape(name)}\b", text) is not None
    if looked_at or "//" in text or any(isinstance(one, Do) for one in stmt.then):
        return True
    items = last.value.items[:-1] if isinstance(last.value, Collection) else ()
    return any(not (isinstance(item, Const) and not item.value) for _, item in items)
