"""What a .proto file says that will hurt: numbers that may not be, zeros that mean something, lists without end."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from archlsp.rules.prototext import MAX_NUMBER, Block, Field, File, Rpc
from archlsp.rules.prototoken import Range

_OWN_RANGE = range(19_000, 20_000)
_NOTHING = re.compile(
    r"(?:^|_)(?:UNSPECIFIED|UNKNOWN|NONE|UNDEFINED|INVALID|DEFAULT|NULL|NULL_VALUE|UNSET|NOT_SET|NA|NOTHING|EMPTY|OK"
    r"|ZERO|UNIMPLEMENTED|UNSUPPORTED|UNRECOGNIZED|OTHER|ANY)$",
    re.IGNORECASE,
)
_LISTS = re.compile(r"^(?:List|Search|Find|Query|GetAll|FetchAll|Fetch|Get)(?=[A-Z])")
_ONE = re.compile(r"^(?:Get|Find|Fetch)(?!All)\w*[^s]$|By[A-Z]\w*$|^BatchGet")
_PAGING = re.compile(
    r"(?:^|_)(?:page|page_?size|page_?token|page_?number|limit|max_?results|cursor|offset|pagination|paging|page_?request"
    r"|first|size|count|top|per_?page|max_?\w*|ids?|keys?|names?)$",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"(?:^|_)(?:price|amount|balance|cost|fee|salary|revenue|subtotal|total|grand_?total)$", re.IGNORECASE
)
_NO_MONEY = re.compile(
    r"percent|ratio|rate|factor|weight|count|score|time|bytes|energy|power|distance", re.IGNORECASE
)
_TIME = re.compile(
    r"^(?:\w+_)?(?:created|updated|deleted|modified|expires?|expired|started|ended|finished|published|paid|ordered)_?"
    r"(?:at|on|time|date)$|^\w+_timestamp$|^timestamp$",
    re.IGNORECASE,
)
_SCALARS = frozenset(
    [
        "double",
        "float",
        "int32",
        "int64",
        "uint32",
        "uint64",
        "sint32",
        "sint64",
        "fixed32",
        "fixed64",
        "sfixed32",
        "sfixed64",
        "bool",
        "string",
        "bytes",
    ]
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One place that a rule can speak about; `is_gone`: what it is about is no longer there."""

    name: str
    range: Range
    is_gone: bool = False


def _impossible_numbers(file: File) -> Iterator[Finding]:
    """A number or name that the compiler refuses."""
    for block in file.blocks:
        numbers: set[int] = set()
        names: set[str] = set()
        for field in block.fields:
            is_twice = field.number in numbers and not block.allows_alias
            if is_twice or field.name in names or _is_forbidden(block, field):
                yield Finding(f"{block.name}.{field.name}", field.number_range)
            names.add(field.name)
            if field.number is not None:
                numbers.add(field.number)


def _is_forbidden(block: Block, field: Field) -> bool:
    if field.number is None:
        return False
    is_taken = any(first <= field.number <= last for first, last in block.reserved_numbers)
    if is_taken or field.name in block.reserved_names:
        return True
    is_possible = block.kind == "enum" or 1 <= field.number <= MAX_NUMBER
    return not is_possible or (block.kind == "message" and field.number in _OWN_RANGE)


def _zeros(file: File) -> Iterator[Finding]:
    """An enum whose zero, which is what a field that was never set has, is one of the real values."""
    if file.syntax == "proto2":
        return
    for block in file.blocks:
        if block.kind == "enum" and block.fields:
            first = block.fields[0]
            if first.number != 0 or not (_NOTHING.search(first.name) or len(block.fields) == 1):
                yield Finding(f"{block.name}.{first.name}", first.range)


def _required(file: File) -> Iterator[Finding]:
    for block in file.blocks:
        for field in block.fields:
            if field.label == "required":
                yield Finding(f"{block.name}.{field.name}", field.range)


def _unpaged_lists(file: File) -> Iterator[Finding]:
    """A method that gives a list of messages and takes nothing that limits it."""
    messages = {block.name: block for block in file.blocks if block.kind == "message"}
    enums = {block.name.rpartition(".")[2] for block in file.blocks if block.kind == "enum"}
    for block in file.blocks:
        for rpc in block.rpcs:
            if _LISTS.match(rpc.name) and not _ONE.search(rpc.name) and not rpc.streams[1]:
                yield from _if_unpaged(rpc, messages, enums)


def _if_unpaged(rpc: Rpc, messages: Mapping[str, Block], enums: set[str]) -> Iterator[Finding]:
    request, response = (messages.get(name.rpartition(".")[2]) for name in (rpc.request, rpc.response))
    is_empty = rpc.request.endswith("google.protobuf.Empty")
    if response is None or (request is None and not is_empty):
        return
    limits = [field for field in request.fields if _PAGING.search(field.name)] if request else []
    lists = [
        field
        for field in response.fields
        if field.label == "repeated"
        and field.type not in _SCALARS
        and field.type.rpartition(".")[2] not in enums
    ]
    if len(lists) == 1 and not limits:
        yield Finding(rpc.name, rpc.range)


def _money(file: File) -> Iterator[Finding]:
    for block in file.blocks:
        for field in block.fields:
            is_float = field.type in {"double", "float"}
            if is_float and _MONEY.search(field.name) and not _NO_MONEY.search(f"{block.name} {field.name}"):
                yield Finding(f"{block.name}.{field.name}", field.range)


def _times(file: File) -> Iterator[Finding]:
    for block in file.blocks:
        for field in block.fields:
            if field.type in {"string", "int32", "uint32"} and _TIME.match(field.name):
                yield Finding(f"{block.name}.{field.name}", field.range)


CHECKS: Mapping[str, Callable[[File], Iterator[Finding]]] = {
    "impossible-number": _impossible_numbers,
    "zero-value": _zeros,
    "required-field": _required,
    "unpaged-list": _unpaged_lists,
    "money-as-float": _money,
    "time-as-text": _times,
}
