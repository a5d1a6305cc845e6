"""Which statements of a file run in one transaction: those between BEGIN and COMMIT, or, by its tool, all of them."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from archlsp.rules.sqlscript import Statement
from archlsp.rules.sqltext import Role

_BEGIN = re.compile(
    r"^(?:BEGIN|START TRANSACTION)(?! ATOMIC\b| TRY\b| CATCH\b| NOT\b)(?= WORK| TRAN| ISOL| READ|$)"
)
_END = re.compile(r"^(?:COMMIT|ROLLBACK|END|ABORT)(?: (?:WORK|TRANSACTION|TRAN)\b|$)")
# Tools that wrap each migration unless it says otherwise.
_WRAPPED = re.compile(
    r"^[ \t]*--[ \t]*(?:\+goose|\+migrate|migrate:)[ \t]*up|\bRunSQL\(|\bop\.(?:execute|create_|add_|drop_|alter_)"
    r"|\bmigrations\.Migration\b",
    re.IGNORECASE | re.MULTILINE,
)
_NOT_WRAPPED = re.compile(
    r"no[ -]?transaction|transaction\s*[:=]\s*false|autocommit_block|atomic\s*=\s*False|disable_ddl_transaction",
    re.IGNORECASE,
)
# Their drivers send the whole file as one message, which PostgreSQL runs as one transaction.
_SENT_WHOLE = re.compile(
    r"(^|[./])up\.sql$|(^|/)migrations?/\d{14}_[^/]*(?:\.sql|/migration\.sql)$|(^|/)V\d+(?:[._]\d+)*__[^/]*\.sql$"
)


class Transactions:
    """The transactions of one file, by the statements in them."""

    def __init__(self, path: str, text: str, statements: Sequence[Statement]) -> None:
        """Keep the file; nothing is looked at yet."""
        self._path = path
        self._text = text
        self._statements = statements

    def holds(self, statement: Statement) -> bool:
        """Tell whether a transaction is open when the statement runs."""
        return self._group_of(statement) is not None

    def among(self, statements: Sequence[Statement], statement: Statement) -> Iterator[Statement]:
        """Yield those of some statements that share the transaction of `statement`, without itself."""
        group = self._group_of(statement)
        for item in statements if group is not None else ():
            if item is not statement and self._group_of(item) == group:
                yield item

    def is_left_open(self, statement: Statement) -> bool:
        """Tell whether the statement begins a transaction that the file never ends."""
        return id(statement) == self._grouped[1]

    @cached_property
    def is_sent_whole(self) -> bool:
        """Tell whether the file's tool sends it as one message, with more in it than one statement."""
        ours = [item for item in self._statements if item.role is Role.MIGRATION]
        return len(ours) > 1 and _SENT_WHOLE.search(self._path) is not None

    @cached_property
    def by_tool(self) -> bool:
        """Tell whether the file's tool opens a transaction around all of it."""
        return bool(_WRAPPED.search(self._text)) and not _NOT_WRAPPED.search(self._text)

    def _group_of(self, statement: Statement) -> int | None:
        return self._grouped[0].get(id(statement), 0 if self.by_tool else None)

    @cached_property
    def _grouped(self) -> tuple[dict[int, int], int | None]:
        """Number the statements by the BEGIN before them; last, the BEGIN that nothing ends."""
        groups: dict[int, int] = {}
        begin = 0 if self._steps_out else None
        for item in self._statements:
            if begin is not None:
                groups[id(item)] = begin
            if item.role is Role.ROUTINE:
                continue
            if _BEGIN.match(item.text):
                begin = id(item) if begin is None else begin
            elif _END.match(item.text):
                begin = None
        return groups, None if self._steps_out else begin

    @property
    def _steps_out(self) -> bool:
        """Tell whether the file ends its tool's transaction first, and begins another for the tool to end."""
        marks = [bool(_BEGIN.match(item.text)) for item in self._statements if _is_boundary(item)]
        return len(marks) > 1 and not marks[0] and marks[-1]


def _is_boundary(statement: Statement) -> bool:
    is_one = _BEGIN.match(statement.text) or _END.match(statement.text)
    return statement.role is not Role.ROUTINE and is_one is not None
