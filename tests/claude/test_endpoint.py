"""Where questions go."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlsp.claude.wire.endpoint import endpoint_of, is_local, origin_of
from archlsp.model.terms import Terms


@pytest.mark.parametrize(
    ("given_url", "base_url", "origin"),
    [
        ("", "https://api.anthropic.com", "https://api.anthropic.com"),
        ("https://api.anthropic.com/", "https://api.anthropic.com", "https://api.anthropic.com"),
        ("https://API.Anthropic.com:443/v1/", "https://api.anthropic.com", "https://api.anthropic.com"),
        ("http://localhost:11434", "http://localhost:11434", "http://localhost:11434"),
        ("http://127.0.0.1:8000/v1", "http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:80/v1/", "http://[::1]", "http://[::1]"),
        ("https://gateway.test/anthropic/v1", "https://gateway.test/anthropic", "https://gateway.test"),
        ("https://gateway.test/v10", "https://gateway.test/v10", "https://gateway.test"),
    ],
)
def test_addresses_are_brought_into_one_form(given_url: str, base_url: str, origin: str) -> None:
    """No slash and no version at the end, no port that goes without saying; the origin is what is consented to."""
    endpoint = endpoint_of(Terms(base_url=given_url), {})
    assert (endpoint.base_url, endpoint.origin, endpoint.problem) == (base_url, origin, None)
    assert endpoint.is_default is (origin == "https://api.anthropic.com")


@pytest.mark.parametrize(
    "bad",
    [
        "api.anthropic.com",
        "ftp://example.test",
        "file:///etc/passwd",
        "https://",
        "https://user:password@example.test",
        "https://example.test?key=1",
        "https://example.test#x",
        "https://example.test:99999",
        "https://exa mple.test",
        "http://[::1",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_address_is_a_problem_and_is_shown_nowhere(bad: str) -> None:
    """A password that someone wrote into it is not repeated."""
    endpoint = endpoint_of(Terms(base_url=bad), {})
    assert endpoint.problem is not None
    assert endpoint.base_url == ""
    assert "password" not in repr(endpoint)


@given(st.text(max_size=60))
def test_no_setting_raises(text: str) -> None:
    """Whatever a user writes there, there is an endpoint, or a problem; and the origin is that of the address."""
    endpoint = endpoint_of(Terms(base_url=text), {})
    assert (endpoint.problem is None) is bool(endpoint.base_url)
    if endpoint.problem is None:
        assert endpoint.base_url.startswith(endpoint.origin)
        assert origin_of(endpoint.base_url) == endpoint.origin


def test_the_setting_goes_before_the_environment() -> None:
    """Both are the user's."""
    environ = {"ANTHROPIC_BASE_URL": "http://localhost:1"}
    assert endpoint_of(Terms(), environ).origin == "http://localhost:1"
    assert endpoint_of(Terms(base_url="http://localhost:2"), environ).origin == "http://localhost:2"


def test_notes_say_what_is_odd() -> None:
    """A version at the end is taken off, and a connection without encryption is not kept quiet about."""
    codes = {
        url: note.code if (note := endpoint_of(Terms(base_url=url), {}).note) else None
        for url in ("https://a.test/v1", "http://a.test", "http://localhost", "https://a.test")
    }
    assert list(codes.values()) == ["ai-endpoint-version", "ai-endpoint-unencrypted", None, None]


def test_clouds_have_the_endpoint_of_their_region() -> None:
    """What is consented to is where the cloud's client connects."""
    bedrock = endpoint_of(Terms(provider="bedrock"), {"AWS_REGION": "eu-west-1"})
    assert bedrock.origin == "https://bedrock-runtime.eu-west-1.amazonaws.com"
    vertex = endpoint_of(Terms(provider="vertex"), {"CLOUD_ML_REGION": "europe-west1"})
    assert vertex.base_url == "https://europe-west1-aiplatform.googleapis.com/v1"
    assert endpoint_of(Terms(provider="vertex"), {"CLOUD_ML_REGION": "global"}).origin.startswith(
        "https://aiplat"
    )
    nowhere = endpoint_of(Terms(provider="bedrock"), {}).problem
    assert nowhere is not None
    assert nowhere.code == "ai-endpoint-no-region"


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("a.localhost", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost.example.test", False),
        ("192.168.0.1", False),
        ("127.0.0.1.example.test", False),
    ],
)
def test_what_is_on_this_machine(host: str, expected: bool) -> None:
    """By its name alone; nothing is looked up."""
    assert is_local(host) is expected
