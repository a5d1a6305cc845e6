"""Which findings are recent."""

import pytest

from archlsp.model.languages import language_of
from archlsp.model.scope import Hunk
from archlsp.model.text import Span


@pytest.mark.parametrize(
    ("hunk", "span", "touched"),
    [
        (Hunk(2, 3), Span.of(2, 0, 2, 5), True),
        (Hunk(2, 3), Span.of(0, 0, 4, 0), True),
        (Hunk(2, 3), Span.of(3, 0, 3, 5), False),
        (Hunk(2, 3), Span.of(1, 0, 2, 0), False),
        (Hunk(2, 2), Span.of(1, 0, 2, 5), True),
        (Hunk(2, 2), Span.of(2, 0, 2, 5), False),
        (Hunk(2, 2), Span.of(0, 0, 1, 5), False),
        (Hunk(0, 0), Span.of(0, 0, 3, 0), False),
    ],
)
def test_a_hunk_touches_the_lines_it_changed(hunk: Hunk, span: Span, touched: bool) -> None:
    """Added lines touch what stands on them; a removal touches what lies on both of its sides."""
    assert hunk.touches(span) is touched


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("a/b.PY", "python"),
        ("api/Dockerfile", "dockerfile"),
        ("Dockerfile.prod", "dockerfile"),
        ("prod.dockerfile", "dockerfile"),
        ("Dockerfile.md", None),
        ("web/app.tsx", "tsx"),
        ("style.css", None),
        ("db/V1__init.sql", "sql"),
        ("README", None),
    ],
)
def test_the_language_follows_from_the_path(path: str, language: str | None) -> None:
    """Back-end code is read; style sheets and prose are not."""
    assert language_of(path) == language
