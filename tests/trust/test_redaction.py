"""Secrets are replaced by value; names, placeholders and everything else stay as they are."""

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlsp.trust.consent import Consents
from archlsp.trust.redaction import Redactor, load_salt

SALT = b"s" * 32
RANDOM = "q8Zt3LwX0vNc5RbY1mKd7PfG2hJs9TaE"


def redactor() -> Redactor:
    """With the salt of these tests."""
    return Redactor(SALT)


SECRETS = [
    ("aws-access-key", 'key = "{}"', "AKIA" + "QWERTYUIOPASDFGH"),
    ("github", "token: {}", "ghp_" + RANDOM + "abcd"),
    ("anthropic", "ANTHROPIC_API_KEY={}", "sk-ant-api03-" + RANDOM),
    ("openai", "OPENAI={}", "sk-proj-" + RANDOM),
    ("gcp-api-key", "maps?key={}", "AIza" + RANDOM + "abc"),
    ("gitlab", "glpat: {}", "glpat-" + RANDOM[:20]),
    ("slack", "SLACK={}", "xoxb-1234567890-" + RANDOM),
    ("stripe", "stripe.api_key = '{}'", "sk_live_" + RANDOM),
    ("npm", "//registry/:_authToken={}", "npm_" + RANDOM + "abcd"),
    ("jwt", "cookie = '{}'", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0." + RANDOM),
    ("url-password", "postgres://app:{}@db/orders", "hunter22"),
    ("authorization", 'headers = {{"Authorization": "Bearer {}"}}', RANDOM),
    ("secret", 'SESSION_SECRET = "{}"', RANDOM),
    ("password", 'DB_PASSWORD = "{}"', "Corr3ct-horse!"),
    ("private-key", "{}", "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"),
]


@pytest.mark.parametrize(("kind", "line", "secret"), SECRETS, ids=[kind for kind, _, _ in SECRETS])
def test_known_formats_are_replaced_and_come_back(kind: str, line: str, secret: str) -> None:
    """By a placeholder that names the kind; the same redactor puts the value back, another one cannot."""
    ours = redactor()
    text = "日本語 " + line.format(secret) + "\n終わり"
    shown = ours.redact(text)
    assert secret not in shown
    assert f"[redacted:{kind}:" in shown
    assert ours.found == {kind: 1}
    assert ours.restore(shown) == text
    assert redactor().restore(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        'password = "changeme"',
        'password = os.environ["DB_PASSWORD"]',
        "password: ${DB_PASSWORD}",
        "postgres://app:${PASSWORD}@db/orders",
        'password = "your-password-here"',
        "def check_password(password: str) -> bool: ...",
        "integrity sha512-Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4==",
        "id = 123e4567-e89b-12d3-a456-426614174000",
        "getAccessTokenForUserProfileVersion2(user)",
        "commit 3f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a",
        "cacheKey = userProfileCacheKeyVersion2ForTenant",
        "日本語の文章に鍵はありません。",
        "",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    """Placeholders, names, hashes and prose."""
    assert redactor().redact(text) == text


def test_placeholders_are_stable_and_are_not_replaced_again() -> None:
    """The same value is the same placeholder; a redacted text stays as it is."""
    text = f'API_SECRET = "{RANDOM}"\nAGAIN_SECRET = "{RANDOM}"\n'
    once = redactor().redact(text)
    assert once == redactor().redact(text)
    assert len({line.split(" = ")[1] for line in once.splitlines()}) == 1
    assert redactor().redact(once) == once
    assert Redactor(b"t" * 32).redact(text) != once


@given(st.text(string.printable + "日本[]:-=", max_size=300))
def test_any_text_comes_back(text: str) -> None:
    """Whatever is replaced, restoring gives the text."""
    ours = redactor()
    assert ours.restore(ours.redact(text)) == text


def test_hostile_texts_end() -> None:
    """Time grows with the text alone: none of these hangs."""
    long = "a" * 1_000
    for piece in (f'password="{long}', f"eyJ{long}.eyJ", "://", "-----BEGIN PRIVATE KEY-----", "a." * 500):
        assert isinstance(redactor().redact(piece * 100), str)


def test_the_salt_is_made_once_and_is_the_users_alone(tmp_path: Path) -> None:
    """Two starts have the same placeholders; nobody else can read the key to them."""
    assert load_salt(tmp_path / "state") == load_salt(tmp_path / "state")
    assert (tmp_path / "state" / "salt").stat().st_mode & 0o777 == 0o600
    assert load_salt(tmp_path / "other") != load_salt(tmp_path / "state")


def test_consent_is_for_one_folder_and_one_endpoint(tmp_path: Path) -> None:
    """Another endpoint, another folder, and the folder above are other questions."""
    consents = Consents(tmp_path / "state")
    folder = tmp_path / "shop"
    (folder / "sub").mkdir(parents=True)
    assert consents.given(folder, "https://a.example") is None
    consents.give(folder, "https://a.example")
    consents.refuse(folder, "https://b.example")
    assert consents.given(folder, "https://a.example") is True
    assert consents.given(folder, "https://b.example") is False
    assert consents.given(folder / "sub", "https://a.example") is None
    assert consents.given(tmp_path, "https://a.example") is None
    assert consents.given(None, "https://a.example") is None
    assert [one.given for one in consents.all()] == [True, False]
    assert consents.withdraw(folder, "https://a.example")
    assert not consents.withdraw(folder, "https://a.example")
    assert (tmp_path / "state" / "consents.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", ["", "{", "[1]", '[{"answer": "given"}]', "null"])
def test_a_damaged_list_is_no_consent(tmp_path: Path, content: str) -> None:
    """In doubt nothing is sent."""
    (tmp_path / "consents.json").write_text(content, encoding="utf-8")
    consents = Consents(tmp_path)
    assert consents.given(tmp_path, "https://a.example") is None
    consents.give(tmp_path, "https://a.example")
    assert consents.given(tmp_path, "https://a.example") is True


def test_a_link_is_not_read(tmp_path: Path) -> None:
    """A repository that can plant a link cannot consent for its user."""
    (tmp_path / "planted.json").write_text("[]", encoding="utf-8")
    (tmp_path / "consents.json").symlink_to(tmp_path / "planted.json")
    assert Consents(tmp_path).all() == ()
