"""Calls that are given the wrong thing: no context, durations times durations, hosts and ports glued together."""

import re

from archlsp.rules.analyses.go_at import At, Check
from archlsp.rules.analyses.go_words import words
from archlsp.rules.flow.ir import Assign, Attr, Call, Collection, Const, Expr, Name, Op, Stmt

NO_CONTEXT, DURATION, HOST_PORT, NOT_WRAPPED = (
    "call-without-context",
    "duration-squared",
    "host-port-glued",
    "error-not-wrapped",
)
_WITHOUT = {
    "net/http.NewRequest": "http.NewRequestWithContext",
    "os/exec.Command": "exec.CommandContext",
    "net.LookupHost": "net.Resolver.LookupHost",
    "net.LookupIP": "net.Resolver.LookupIPAddr",
    "crypto/tls.Dial": "tls.Dialer.DialContext",
}
_TOOLS = frozenset({"os/exec.Command"})  # in a command-line tool that has none, no context is missed
_METHODS = {
    "database/sql.DB": words("Exec Query QueryRow Prepare Ping Begin"),
    "database/sql.Tx": words("Exec Query QueryRow Prepare"),
    "database/sql.Stmt": words("Exec Query QueryRow"),
    "github.com/jmoiron/sqlx.DB": words(
        "Exec Query QueryRow Queryx QueryRowx Select Get NamedExec NamedQuery Preparex"
    ),
    "github.com/jmoiron/sqlx.Tx": words(
        "Exec Query QueryRow Queryx QueryRowx Select Get NamedExec NamedQuery Preparex"
    ),
    "net/http.Client": words("Get Head Post PostForm"),
}
_NAMES = frozenset(name for names in _METHODS.values() for name in names)
_CONTEXTS = frozenset({"context.Context", "net/http.Request"})
_UNITS = frozenset(f"time.{name}" for name in words("Nanosecond Microsecond Millisecond Second Minute Hour"))
_DIALS = words(
    "net.Dial net.DialTimeout net.Listen net/http.ListenAndServe net/smtp.Dial google.golang.org/grpc.Dial "
    "google.golang.org/grpc.NewClient google.golang.org/grpc.DialContext crypto/tls.Dial"
)
_GLUED = re.compile(r"^(?:\[?%[svq+]*\]?|[\w.-]*%[sv]):(?:%[dsv]|\d+)$")
_URL = re.compile(r"^[a-z][\w+.-]*://(?:%[^:@/]*:%[^@/]*@|%[sv]@)?%s:(?:%[dsv]|\d+)(?:/.*)?$")
_FORMAT = re.compile(r'"([^"\\\n]*)"\s*[,)]')
_VALUE = re.compile(r"%[^a-zA-Z%]*[vs]")
_VERB = re.compile(r"%[-+# 0]*+(?:\[\d++\])?\d*+(?:\.\d+)?([a-zA-Z%])")


def _no_context(at: At, call: Call, stmt: Stmt) -> None:
    path = at.file.path(call.func, at.types)
    if path in _WITHOUT:
        if not _gets_context(at, stmt) and (path not in _TOOLS or _has_context(at)):
            at.report(NO_CONTEXT, call.node, call.node, CALL=at.text(call.func), BETTER=_WITHOUT[path])
        return
    if path or not (isinstance(call.func, Attr) and call.func.name in _NAMES):
        return
    type_ = at.file.type_of(call.func.base, at.types)
    owner = type_.element if type_ is not None and type_.kind == "ptr" else type_
    name = call.func.name
    if owner is not None and name in _METHODS.get(owner.name, ()):
        better = "http.NewRequestWithContext" if owner.name == "net/http.Client" else _with_context(name)
        at.report(NO_CONTEXT, call.node, call.node, CALL=at.text(call.func), BETTER=better)


def _has_context(at: At) -> bool:
    owners = (
        type_.element if type_.kind == "ptr" else type_ for type_ in at.types.values() if type_ is not None
    )
    return any(owner is not None and owner.name in _CONTEXTS for owner in owners)


def _with_context(name: str) -> str:
    return "BeginTx" if name == "Begin" else f"{name}Context"


def _gets_context(at: At, stmt: Stmt) -> bool:
    """Tell whether the request gets its context in one of the statements that follow."""
    if not (isinstance(stmt, Assign) and isinstance(stmt.target, Collection) and at.trail):
        return False
    first = stmt.target.items[0][1] if stmt.target.items else None
    if not isinstance(first, Name):
        return False
    step = at.trail[-1]
    for after in step.block[step.place + 1 :]:
        if f"{first.id}.WithContext(" in at.file.say(after.node) or f"{first.id}.Clone(" in at.file.say(
            after.node
        ):
            return True
    return False


def _duration_call(at: At, call: Call, _: Stmt) -> None:
    for arg in call.args:
        _squared(at, arg.value)


def _duration_statement(at: At, stmt: Stmt) -> None:
    if isinstance(stmt, Assign) and stmt.value is not None:
        _squared(at, stmt.value)


def _squared(at: At, expr: Expr) -> None:
    if not (isinstance(expr, Op) and expr.op == "*"):
        return
    left, right = expr.operands
    if _is_duration(at, left) and _is_duration(at, right):
        at.report(DURATION, expr.node, EXPR=at.text(expr))


def _is_duration(at: At, expr: Expr) -> bool:
    if at.file.path(expr, at.types) in _UNITS:
        return True
    if isinstance(expr, Op):
        return expr.op == "*" and any(_is_duration(at, one) for one in expr.operands)
    if isinstance(expr, Call) and at.file.path(expr.func, at.types) == "time.Duration":
        return bool(expr.args) and _is_duration(at, expr.args[0].value)
    type_ = at.file.type_of(expr, at.types)
    return isinstance(expr, Name | Attr) and type_ is not None and type_.name == "time.Duration"


def _multiplies(text: str, start: int, end: int) -> bool:
    """Tell whether a star is between two operands: gofmt writes `a * b` or `a*b`, and `a *T` for a pointer."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return before.isspace() == after.isspace() and before not in {"(", "[", "]", "{", ",", "*", "&"}


def _host_port(at: At, call: Call, stmt: Stmt) -> None:
    if at.file.path(call.func, at.types) != "fmt.Sprintf" or len(call.args) < 2:  # noqa: PLR2004 - format, host
        return
    form = call.args[0].value
    if not (isinstance(form, Const) and isinstance(form.value, str)):
        return
    if _URL.match(form.value) or (_GLUED.match(form.value) and _is_address(at, call, stmt)):
        at.report(HOST_PORT, call.node, FORMAT=form.value)


def _is_address(at: At, call: Call, stmt: Stmt) -> bool:
    """Tell whether the text is dialled: at once, or as a variable in the same function."""
    names = [stmt.target.id] if isinstance(stmt, Assign) and isinstance(stmt.target, Name) else []
    text = at.file.say(stmt.node)
    if any(f".{dial.rsplit('.', 1)[1]}(" in text for dial in _DIALS):
        return True
    if not names or at.function is None:
        return False
    body = at.file.say(at.function.node)
    return (
        any(
            re.search(
                rf"\b{dial.rsplit('/', 1)[-1].replace('.', '[.]')}\([^\n]*\b{re.escape(names[0])}\b", body
            )
            for dial in _DIALS
        )
        or re.search(rf"\.Dial\w*\([^\n]*\b{re.escape(names[0])}\b", body) is not None
    )


def _not_wrapped(at: At, call: Call, _: Stmt) -> None:
    if at.file.path(call.func, at.types) != "fmt.Errorf" or len(call.args) < 2:  # noqa: PLR2004 - format, value
        return
    form = call.args[0].value
    if (
        not (isinstance(form, Const) and isinstance(form.value, str))
        or "%w" in form.value
        or "%[" in form.value
    ):
        return
    verbs = [verb for verb in _VERB.findall(form.value) if verb != "%"]
    for verb, arg in zip(verbs, call.args[1:], strict=False):
        if verb in "vs" and _is_error(at, arg.value):
            at.report(NOT_WRAPPED, arg.value.node, call.node, ERR=at.text(arg.value))
            return


def _may_lose(text: str, _: int, end: int) -> bool:
    """Tell whether the format, where it is written there, has a place for an error and none that wraps one."""
    form = _FORMAT.match(text, end)
    return form is None or ("%w" not in form[1] and _VALUE.search(form[1]) is not None)


def _is_error(at: At, expr: Expr) -> bool:
    if not isinstance(expr, Name):
        return False
    type_ = at.file.type_of(expr, at.types)
    return (type_ is not None and type_.name == "error") or (type_ is None and expr.id == "err")


CHECKS = {
    NO_CONTEXT: Check(
        (*(f".{name.rsplit('.', 1)[1]}(" for name in _WITHOUT), *(f".{name}(" for name in _NAMES)),
        call=_no_context,
    ),
    DURATION: Check(("*",), call=_duration_call, statement=_duration_statement, fits=_multiplies),
    HOST_PORT: Check(("Sprintf(",), call=_host_port),
    NOT_WRAPPED: Check(("Errorf(",), call=_not_wrapped, fits=_may_lose),
}
