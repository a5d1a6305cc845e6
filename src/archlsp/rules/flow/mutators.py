"""Methods that change their receiver: builders of text, lists, maps."""

from archlsp.rules.flow.machine import Machine
from archlsp.rules.flow.sites import Site
from archlsp.rules.flow.values import UNKNOWN, Value, text_of_parts

_ADDING = frozenset(
    {"append", "add", "push", "push_str", "extend", "addAll", "unshift", "insert", "write", "addLast"}
)
_WRITING_TEXT = frozenset({"append", "WriteString", "push_str", "write", "insert", "Write"})
_PUTTING = frozenset({"put", "set", "setdefault", "putIfAbsent", "Set", "Add", "setProperty", "setAttribute"})
_TEXT_TYPES = frozenset(
    {"java.lang.StringBuilder", "java.lang.StringBuffer", "StringBuilder", "StringBuffer", "strings.Builder"}
    | {"bytes.Buffer", "io.StringIO", "java.io.StringWriter"}
)


def changed_receiver(machine: Machine, receiver: Value, name: str, site: Site) -> Value:
    """Return the receiver after the call; the same object where nothing changed."""
    values = [given.value for given in site.given]
    if name in _WRITING_TEXT and _TEXT_TYPES & set(receiver.types) and values:
        return text_of_parts([_text_so_far(receiver), *values]).but(types=receiver.types)
    if name in _PUTTING and len(values) >= 2:  # noqa: PLR2004 - key and value
        return _put(receiver, values[0], values[1])
    if name == "remove" and receiver.items is not None and values:
        return _removed(receiver, values[0])
    if name in _ADDING and values:
        return _added(receiver, values[-1])
    return receiver


def _text_so_far(receiver: Value) -> Value:
    """A builder begins with what its constructor was given."""
    if receiver.const is not UNKNOWN or receiver.built or receiver.origins:
        return receiver
    return Value(const="")


def _put(receiver: Value, key: Value, value: Value) -> Value:
    if key.const is UNKNOWN or isinstance(key.const, list | dict):
        changed = receiver.with_origins((*key.all_origins(), *value.all_origins()))
        return changed.but(closed=False) if changed.closed else changed
    return receiver.with_item(key.const, value)


def _added(receiver: Value, value: Value) -> Value:
    if receiver.const is not UNKNOWN:
        return receiver
    if receiver.items is not None and receiver.closed:
        return receiver.with_item(len(receiver.items), value)
    if not value.all_origins() and not value.built:
        return receiver
    changed = receiver.with_origins(value.all_origins())
    return changed.but(built=True) if value.built else changed


def _removed(receiver: Value, key: Value) -> Value:
    """A list moves up behind the element that goes."""
    items = dict(receiver.items or {})
    if not isinstance(key.const, int) or not all(isinstance(one, int) for one in items):
        items.pop(key.const if not isinstance(key.const, list | dict) else None, None)
        return receiver.but(items=items)
    kept = [value for at, value in sorted(items.items()) if at != key.const]
    return receiver.but(items=dict(enumerate(kept)))
