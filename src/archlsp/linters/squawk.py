"""squawk: migrations in PostgreSQL's SQL."""

from collections.abc import Iterator

from archlsp.linters.adapter import Adapter
from archlsp.linters.report import Report, items, level, number
from archlsp.model.finding import Category


def _read(answer: object) -> Iterator[Report]:
    for item in items(answer):
        yield Report(
            code=str(item.get("rule_name", "")),
            message=str(item.get("message", "")),
            line=number(item.get("line")),
            column=number(item.get("column")),
            end_line=number(item.get("line_end")),
            end_column=number(item.get("column_end")),
            severity=level(item.get("level")),
            category=Category.DATABASE,
            advice=str(item.get("help") or ""),
            bytes=True,
        )


SQUAWK = Adapter(
    name="squawk",
    program="squawk",
    languages=frozenset({"sql"}),
    arguments=("--reporter", "Json", "--stdin-filepath", "{path}"),
    read=_read,
    standard_input=True,
    fits=lambda path: "migrat" in path.lower() or "/versions/" in path,
)
