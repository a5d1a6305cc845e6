"""golangci-lint: Go; it builds the package, so it is the slowest of all."""

from collections.abc import Iterator

from archlsp.linters.adapter import Adapter
from archlsp.linters.report import Report, items, level, number
from archlsp.model.finding import Category


def _read(answer: object) -> Iterator[Report]:
    for item in items(answer, "Issues"):
        place = item.get("Pos") or {}
        linter = str(item.get("FromLinter", ""))
        yield Report(
            code=linter,
            message=str(item.get("Text", "")),
            line=number(place.get("Line"), 1),
            column=number(place.get("Column"), 1),
            severity=level(item.get("Severity")),
            category=Category.SECURITY if linter == "gosec" else Category.MAINTAINABILITY,
            bytes=True,
        )


GOLANGCI = Adapter(
    name="golangci-lint",
    program="golangci-lint",
    languages=frozenset({"go"}),
    arguments=("run", "--output.json.path", "stdout", "--show-stats=false", "{path}"),
    read=_read,
    needs=(".golangci.yml", ".golangci.yaml", ".golangci.toml", ".golangci.json"),
)
