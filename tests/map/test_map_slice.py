"""The part of an inventory that a question is about."""

from archlsp.map.entry import Entry, Inventory, Kind
from archlsp.map.slice import cost_of, related, relevant
from archlsp.model.text import Span

_PLACE = Span.of(0, 0, 0, 1)


def test_files_are_found_by_the_words_of_their_names() -> None:
    """Also grown together, and by what Japanese terms are called in code; tests and examples are not what is meant."""
    paths = [
        *("rest/handler/authhandler.go", "internal/auth/credential.go", "core/limit/tokenlimit.go"),
        *(
            "rest/handler/authhandler_test.go",
            "examples/auth/main.go",
            "core/mathx/unstable.go",
            "auth/__init__.py",
        ),
        *(f"core/other/part{number}.go" for number in range(40)),
    ]
    assert related(paths, "新しいユーザー認証を設計したい") == paths[:2]
    assert related(paths, "レート制限を追加したい") == [paths[2]]
    assert related(paths, "テーブルを設計したい") == []


def _entry(kind: Kind, name: str, path: str = "src/app.py", **detail: str) -> Entry:
    return Entry(kind, name, path, _PLACE, "", detail)


_INVENTORY = Inventory(
    (
        _entry(Kind.ENDPOINT, "POST /orders", "src/orders/api.py", handler="createOrder"),
        _entry(Kind.ENDPOINT, "POST /login", "src/users/api.py"),
        _entry(Kind.TABLE, "order_items", "src/orders/models.py"),
        _entry(Kind.TABLE, "stock_levels", "src/stock/models.py"),
        _entry(Kind.CALL, "https://api.stripe.com/v1/payments", "src/pay.py"),
        _entry(Kind.TOPIC, "OrderPlaced", "src/events.py"),
        _entry(Kind.CONFIG, "SMTP_HOST", "src/mail.py"),
    )
)


def _names(question: str, focus: str | None = None) -> list[str]:
    return [entry.name for entry in relevant(_INVENTORY, question, focus)]


def test_words_are_found_in_any_form() -> None:
    """Plural, camel case, snake case; the path tells, too."""
    assert _names("How are orders placed?") == ["OrderPlaced", "POST /orders", "order_items"]
    assert _names("何かを美しく") == []
    assert _names("") == []


def test_japanese_terms_are_those_of_the_code() -> None:
    """在庫, 注文, 決済, 認証."""
    assert _names("在庫の引き当ては安全ですか") == ["stock_levels"]
    assert _names("決済が失敗したら？") == ["https://api.stripe.com/v1/payments"]
    assert _names("認証の流れ")[0] == "POST /login"
    assert "order_items" in _names("注文のキャンセル")


def test_the_focus_file_comes_along() -> None:
    """Its entries are there whatever is asked, and those beside it rank higher."""
    assert _names("何をしている？", "src/mail.py") == ["SMTP_HOST"]
    assert _names("order", "src/orders/models.py")[0] == "order_items"


def test_it_fits_and_is_the_same_every_time() -> None:
    """No more than the tokens that are left."""
    assert relevant(_INVENTORY, "order", limit_tokens=0) == []
    best = relevant(_INVENTORY, "order")
    assert relevant(_INVENTORY, "order", limit_tokens=cost_of(best[0])) == best[:1]
    assert all(
        relevant(_INVENTORY, "order payment stock") == relevant(_INVENTORY, "order payment stock")
        for _ in range(3)
    )
