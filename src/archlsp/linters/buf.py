"""buf: Protocol Buffers."""

from collections.abc import Iterator

from archlsp.linters.adapter import Adapter
from archlsp.linters.report import Report, items, number
from archlsp.model.finding import Category, Severity


def _read(answer: object) -> Iterator[Report]:
    for item in items(answer):
        yield Report(
            code=str(item.get("type", "")),
            message=str(item.get("message", "")),
            line=number(item.get("start_line"), 1),
            column=number(item.get("start_column"), 1),
            end_line=number(item.get("end_line"), 1),
            end_column=number(item.get("end_column"), 1),
            severity=Severity.INFO,
            category=Category.API,
        )


BUF = Adapter(
    name="buf",
    program="buf",
    languages=frozenset({"proto"}),
    arguments=("lint", "--error-format", "json", "--path", "{path}"),
    read=_read,
    by_line=True,
    success=frozenset({0, 100}),
)
