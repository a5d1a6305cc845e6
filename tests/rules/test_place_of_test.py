"""Where a test belongs in the usual layouts, through a real worker."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from archlsp.model.languages import language_of
from archlsp.model.review import Request
from archlsp.model.surroundings import PlaceOfTest
from archlsp.rules.pool import WorkerPool
from archlsp.rules.reviewer import RulesReviewer

STYLE = "style of the tests here\n" * 20


@pytest.fixture
async def reviewer() -> AsyncIterator[RulesReviewer]:
    """The rules' worker."""
    made = RulesReviewer(WorkerPool(time_limit=30))
    yield made
    await made.close()


def asked(root: Path, path: str, text: str = "x = 1\n") -> Request:
    """A request about a file."""
    return Request(path, language_of(path) or "", text, None, 1, root=str(root))


def write(root: Path, path: str, text: str = STYLE) -> None:
    """Put a file into a folder."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "there", "expected"),
    [
        ("app/orders.py", "tests/test_users.py", "tests/test_orders.py"),
        ("app/orders.py", "tests/unit/app/test_users.py", "tests/unit/app/test_orders.py"),
        ("app/views.py", "tests/test_users.py", "tests/test_app_views.py"),
        ("app/orders.py", "app/users_test.py", "app/orders_test.py"),
        ("src/orders.ts", "src/users.spec.ts", "src/orders.spec.ts"),
        ("src/orders.ts", "src/__tests__/users.test.ts", "src/__tests__/orders.test.ts"),
        ("src/orders.js", "test/users.test.js", "test/orders.test.js"),
        ("shop/orders.go", "shop/users_test.go", "shop/orders_test.go"),
        ("shop/orders.go", "users_test.go", "shop/orders_test.go"),
        (
            "src/main/java/shop/web/Orders.java",
            "src/test/java/shop/UsersTests.java",
            "src/test/java/shop/web/OrdersTests.java",
        ),
    ],
)
async def test_a_new_file_is_named_and_written_as_its_neighbours(
    tmp_path: Path, reviewer: RulesReviewer, path: str, there: str, expected: str
) -> None:
    """The nearest test is the sample."""
    write(tmp_path, there)
    assert await reviewer.test_place(asked(tmp_path, path)) == PlaceOfTest(expected, None, STYLE)


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("orders.py", "tests/test_orders.py"),
        ("app/orders.py", "tests/test_orders.py"),
        ("app/models.py", "app/tests.py"),
        ("src/orders.ts", "src/orders.test.ts"),
        ("shop/orders.go", "shop/orders_test.go"),
        ("src/main/java/shop/Orders.java", "src/test/java/shop/OrdersTest.java"),
    ],
)
async def test_a_file_that_has_tests_gets_one_more(
    tmp_path: Path, reviewer: RulesReviewer, path: str, there: str
) -> None:
    """Its text is needed to add to it."""
    write(tmp_path, there)
    assert await reviewer.test_place(asked(tmp_path, path)) == PlaceOfTest(there, STYLE, STYLE)


async def test_a_name_that_is_taken_is_no_place(tmp_path: Path, reviewer: RulesReviewer) -> None:
    """A file that cannot be read as text's is not to be written over."""
    (tmp_path / "tests" / "test_orders.py").mkdir(parents=True)
    assert await reviewer.test_place(asked(tmp_path, "orders.py")) is None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("app/orders.py", "tests/test_orders.py"),
        ("src/orders.ts", "src/orders.test.ts"),
        ("shop/orders.go", "shop/orders_test.go"),
        ("src/main/java/shop/Orders.java", "src/test/java/shop/OrdersTest.java"),
    ],
)
async def test_without_any_tests_it_is_the_usual_place(
    tmp_path: Path, reviewer: RulesReviewer, path: str, expected: str
) -> None:
    """There is nothing to go by."""
    write(tmp_path, path)
    assert await reviewer.test_place(asked(tmp_path, path)) == PlaceOfTest(expected)


async def test_rust_has_its_tests_in_the_file(tmp_path: Path, reviewer: RulesReviewer) -> None:
    """In a module at its end."""
    text = "fn f() {}\n\n#[cfg(test)]\nmod tests {\n}\n"
    place = await reviewer.test_place(asked(tmp_path, "src/orders.rs", text))
    assert place == PlaceOfTest("src/orders.rs", text, "#[cfg(test)]\nmod tests {\n}\n")


async def test_a_test_has_its_tests_in_itself(tmp_path: Path, reviewer: RulesReviewer) -> None:
    """A finding in a test is fixed there."""
    place = await reviewer.test_place(asked(tmp_path, "tests/test_orders.py"))
    assert place == PlaceOfTest("tests/test_orders.py", "x = 1\n", "x = 1\n")


async def test_what_has_no_tests_has_no_place(tmp_path: Path, reviewer: RulesReviewer) -> None:
    """Nor has a file of which nobody knows what lies beside it, or a closed reviewer."""
    assert await reviewer.test_place(asked(tmp_path, "a.sql")) is None
    assert await reviewer.test_place(Request("a.py", "python", "", None, 1)) is None
    await reviewer.close()
    assert await reviewer.test_place(asked(tmp_path, "a.py")) is None


async def test_ignored_files_and_long_ones_are_no_samples(tmp_path: Path, reviewer: RulesReviewer) -> None:
    """What is shown is the beginning of a tracked test."""
    write(tmp_path, ".gitignore", "tests/test_a.py\n")
    write(tmp_path, "tests/test_a.py", "secret\n" * 100)
    write(tmp_path, "tests/test_b.py", STYLE * 100)
    place = await reviewer.test_place(asked(tmp_path, "app/orders.py"))
    assert place is not None
    assert place.sample.startswith("style")
    assert len(place.sample) <= 6_000
