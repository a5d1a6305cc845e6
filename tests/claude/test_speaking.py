"""In which language prose is."""

import pytest

from archlsp.claude.answer.speaking import speaks

_JAPANESE = [
    "ループの中で問い合わせています（N+1）。",
    "`SELECT * FROM orders WHERE user_id = ?` が毎回発行されます。",
    "SQL インジェクション\nIdempotency-Key ヘッダーがないため、再試行で二重に課金されます。",
    "httpx.AsyncClient に timeout を設定し、asyncio.gather で並列化してください。",
    "retry with exponential backoff を導入し、最大 3 回まで再試行します。",
    "```python\nfor order in orders:\n    load(order)\n```\nこのループが原因です。",
    "参照: https://cwe.mitre.org/data/definitions/89.html を確認してください。",
    "p99 latency、error rate、DB connection pool の使用率を監視します。",
]
_ENGLISH = [
    "Each iteration issues a query (N+1).",
    "The column `注文_id` has no index, so every lookup scans the table.",
    'The message "注文が見つかりません" is returned for every error, even when the database is down.',
    "The log says 「失敗しました」 and nothing else, so nobody can tell which order has failed.",
    "The 注文 table grows with every request, and nothing ever removes a row from it.",
]


@pytest.mark.parametrize("text", _JAPANESE)
def test_japanese_with_names_and_code_is_japanese(text: str) -> None:
    """Technical words stay as they are in good Japanese."""
    assert speaks(text, "ja")
    assert not speaks(text, "en")


@pytest.mark.parametrize("text", _ENGLISH)
def test_english_with_japanese_names_is_english(text: str) -> None:
    """Names and quotations may be Japanese."""
    assert speaks(text, "en")
    assert not speaks(text, "ja")


def test_one_sentence_in_the_wrong_language_is_enough() -> None:
    """A title in Japanese does not excuse a reasoning in English."""
    assert not speaks(
        "N+1 問い合わせです\nEach iteration of the loop issues one more query to the database.", "ja"
    )
    assert not speaks("An N+1 query\nループのたびに問い合わせが発行されます。", "en")


def test_chinese_is_not_japanese() -> None:
    """Characters alone do not make it Japanese."""
    assert not speaks("循环中的数据库查询会导致性能问题", "ja")


@pytest.mark.parametrize("text", ["", "\n", "`order_id`", "```sql\nSELECT 1\n```", "CWE-89", "42"])
def test_where_nothing_is_said_no_language_is_wrong(text: str) -> None:
    """Code and figures speak every language."""
    assert speaks(text, "ja")
    assert speaks(text, "en")
