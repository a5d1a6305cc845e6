"""oxlint: JavaScript and TypeScript."""

from collections.abc import Iterator

from archlsp.linters.adapter import Adapter
from archlsp.linters.report import Report, items, level, number


def _read(answer: object) -> Iterator[Report]:
    for item in items(answer, "diagnostics"):
        labels = list(items(item.get("labels")))
        span = labels[0].get("span") or {} if labels else {}
        line, column = number(span.get("line"), 1), number(span.get("column"), 1)
        yield Report(
            code=str(item.get("code") or ""),
            message=str(item.get("message", "")),
            line=line,
            column=column,
            end_line=line,
            end_column=column + number(span.get("length")),
            severity=level(item.get("severity")),
            url=str(item.get("url") or ""),
            advice=str(item.get("help") or ""),
            bytes=True,
        )


OXLINT = Adapter(
    name="oxlint",
    program="oxlint",
    languages=frozenset({"javascript", "typescript", "tsx"}),
    arguments=("--format", "json", "{path}"),
    read=_read,
)
