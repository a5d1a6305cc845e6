"""Objects of an answer, as the model would write them."""

from typing import Any


def item(quote: str, **fields: object) -> dict[str, Any]:
    """One object of an answer, in Japanese."""
    return {
        "about": "",
        "verdict": "new",
        "quote": quote,
        "occurrence": 1,
        "symbol": "",
        "category": "reliability",
        "title": "再試行しても二重に課金されない仕組みがありません",
        "why": "応答が失われると、呼び出し側はもう一度送ります。同じ注文に二度課金されます。",
        "severity": "warning",
        "confidence": "high",
        "risk": "二重課金が起きます。",
        "mitigation": "冪等キーを付けます。",
        "recommendation": "注文番号から作った冪等キーを送ってください。",
        "options": [],
        "example": "",
        "test": "同じ注文を二度送り、課金が一度であることを確かめます。",
        "monitor": "注文ごとの課金回数を監視します。",
        "references": [],
        "cwe": [],
        **fields,
    }
