"""zizmor: workflows of GitHub Actions, without asking the network."""

from collections.abc import Iterator

from archlsp.linters.adapter import Adapter
from archlsp.linters.report import Report, items, level, number
from archlsp.model.finding import Category


def _read(answer: object) -> Iterator[Report]:
    for item in items(answer):
        determined = item.get("determinations") or {}
        for place in items(item.get("locations")):
            if (place.get("symbolic") or {}).get("kind") != "Primary":
                continue
            concrete = (place.get("concrete") or {}).get("location") or {}
            start, end = concrete.get("start_point") or {}, concrete.get("end_point") or {}
            yield Report(
                code=str(item.get("ident", "")),
                message=str(item.get("desc", "")),
                line=number(start.get("row")),
                column=number(start.get("column")),
                end_line=number(end.get("row")),
                end_column=number(end.get("column")),
                severity=level(determined.get("severity")),
                category=Category.SECURITY,
                url=str(item.get("url") or ""),
                bytes=True,
            )
            break


ZIZMOR = Adapter(
    name="zizmor",
    program="zizmor",
    languages=frozenset({"yaml"}),
    arguments=("--offline", "--no-progress", "--format", "json", "--no-exit-codes", "{path}"),
    read=_read,
    fits=lambda path: path.startswith(".github/workflows/"),
)
