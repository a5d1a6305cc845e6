"""Copies of what must not be copied: locks, by value, in every way that Go copies."""

from ast_grep_py import SgNode

from archlsp.rules.analyses.go_at import At, Check
from archlsp.rules.analyses.go_file import GoFile
from archlsp.rules.analyses.go_lockglance import places
from archlsp.rules.analyses.go_ranges import range_targets
from archlsp.rules.analyses.go_types import Type
from archlsp.rules.analyses.go_words import words
from archlsp.rules.flow.ir import (
    Assign,
    Attr,
    Call,
    Collection,
    Exit,
    Expr,
    Function,
    Index,
    Loop,
    Name,
    Stmt,
)

ASK = "lock-copied"
_LOCKS = frozenset(
    [f"sync.{name}" for name in words("Mutex RWMutex WaitGroup Once Cond Pool Map")]
    + [f"sync/atomic.{name}" for name in words("Bool Int32 Int64 Uint32 Uint64 Uintptr Pointer")]
)
_ONLY_LOOKING = frozenset(
    {"len", "cap", "new", "make", "unsafe.Sizeof", "unsafe.Offsetof", "unsafe.Alignof", "print", "println"}
)


def lock_in(file: GoFile, type_: Type | None, depth: int = 6) -> str:
    """Return the name of the lock that a value of the type holds, "" for none."""
    if type_ is None or depth == 0:
        return ""
    if type_.kind == "named" and (type_.name in _LOCKS or _is_lock(file, type_.name)):
        return type_.name
    below = file.underlying(type_)
    if below is None or (below.kind == "named" and below.name not in _LOCKS):
        return ""
    if below.kind == "array":
        return lock_in(file, below.element, depth - 1)
    if below.kind in {"struct", "tuple"}:
        inner = [field.type for field in below.fields] or below.args
        return next(filter(None, (lock_in(file, one, depth - 1) for one in inner)), "")
    return below.name if below.name in _LOCKS else ""


def _is_lock(file: GoFile, name: str) -> bool:
    """A type with its own Lock and Unlock on the pointer says that it must not be copied."""
    found = file.classes.get(name)
    if found is None:
        return False
    pointers = {m.name for m in found.functions if "*" in file.say(m.node)[: file.say(m.node).find(")")]}
    return {"Lock", "Unlock"} <= pointers


def _statement(at: At, stmt: Stmt) -> None:
    if isinstance(stmt, Assign):
        if stmt.value is not None and not (isinstance(stmt.target, Name) and stmt.target.id == "_"):
            for value in _values(stmt.value):
                _check(at, value, stmt.node)
    elif isinstance(stmt, Exit) and stmt.kind == "return" and stmt.value is not None:
        for value in _values(stmt.value):
            _check(at, value, stmt.node)
    elif isinstance(stmt, Loop):
        for target, type_ in range_targets(at.file, stmt, at.types):
            known = type_ if isinstance(target, Name) else at.file.type_of(target, at.types)
            if not (isinstance(target, Name) and target.id == "_") and (lock := lock_in(at.file, known)):
                at.report(ASK, target.node, target.node, NAME=at.text(target), LOCK=_short(lock))


def _values(value: Expr) -> list[Expr]:
    return [item for _, item in value.items] if isinstance(value, Collection) else [value]


def _call(at: At, call: Call, stmt: Stmt) -> None:
    if _callee(at, call) in _ONLY_LOOKING:
        return
    for arg in call.args:
        _check(at, arg.value, call.node)


def _callee(at: At, call: Call) -> str:
    return call.func.id if isinstance(call.func, Name) else at.file.path(call.func)


def _check(at: At, value: Expr, extent: SgNode) -> None:
    if not isinstance(value, Name | Attr | Index):
        return
    lock = lock_in(at.file, at.file.type_of(value, at.types))
    if lock:
        at.report(ASK, value.node, extent, NAME=at.text(value), LOCK=_short(lock))


def _function(at: At, function: Function) -> None:
    lists = [child for child in function.node.children() if child.kind() == "parameter_list"]
    most = 2 if function.node.kind() == "method_declaration" else 1
    for found in lists[:most]:
        for child in found.children():
            if child.kind() != "parameter_declaration":
                continue
            own = _declared(at, child)
            lock = lock_in(at.file, own)
            if lock:
                at.report(ASK, child, child, NAME=at.file.source.text_of(child), LOCK=_short(lock))


def _declared(at: At, node: SgNode) -> Type | None:
    parts = [part for part in node.children() if part.kind() != ","]
    return at.file.reader.read(parts[-1]) if parts else None


def _short(name: str) -> str:
    return name.rsplit("/", 1)[-1]


CHECKS = {ASK: Check((), call=_call, statement=_statement, function=_function, places=places)}
