"""ruff: Python."""

from collections.abc import Iterator

from archlsp.linters.adapter import Adapter
from archlsp.linters.report import Report, items, number
from archlsp.model.finding import Category, Severity

_SECURITY = "S"
# What the codes of flake8-bandit are about, so that the same finding of ours is not shown twice.
_CWE = {
    **dict.fromkeys(("S105", "S106", "S107"), "CWE-798"),
    **dict.fromkeys(("S602", "S603", "S604", "S605", "S606", "S607", "S609"), "CWE-78"),
    **dict.fromkeys(("S301", "S302", "S506"), "CWE-502"),
    **dict.fromkeys(("S303", "S304", "S305", "S324"), "CWE-327"),
    **dict.fromkeys(("S501", "S507"), "CWE-295"),
    "S103": "CWE-732",
    "S108": "CWE-377",
    "S110": "CWE-390",
    "S113": "CWE-400",
    "S201": "CWE-489",
    "S307": "CWE-95",
    "S310": "CWE-918",
    "S311": "CWE-330",
    "S608": "CWE-89",
    "S701": "CWE-79",
}


def _read(answer: object) -> Iterator[Report]:
    for item in items(answer):
        start, end = item.get("location") or {}, item.get("end_location") or {}
        code = str(item.get("code") or "syntax")
        bandit = code[:1] == _SECURITY and code[1:2].isdigit()
        yield Report(
            code=code,
            message=str(item.get("message", "")),
            line=number(start.get("row"), 1),
            column=number(start.get("column"), 1),
            end_line=number(end.get("row"), 1),
            end_column=number(end.get("column"), 1),
            severity=Severity.WARNING if bandit or code in {"syntax", "F821"} else Severity.INFO,
            category=Category.SECURITY if bandit else Category.MAINTAINABILITY,
            cwe=(_CWE[code],) if code in _CWE else (),
            url=str(item.get("url") or ""),
        )


RUFF = Adapter(
    name="ruff",
    program="ruff",
    languages=frozenset({"python"}),
    arguments=(
        "check",
        "--output-format",
        "json",
        "--exit-zero",
        "--no-cache",
        "--stdin-filename",
        "{path}",
        "-",
    ),
    read=_read,
    standard_input=True,
)
