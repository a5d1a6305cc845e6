"""Who may say what, who wins, and what is complained about."""

from pathlib import Path
from typing import Any

import pytest

from archlsp.messages import problem_text
from archlsp.model.finding import Severity
from archlsp.model.scope import ScopeKind, ScopeSpec
from archlsp.settings.environment import environment_layer
from archlsp.settings.layers import Layer, Resolved, resolve
from archlsp.settings.settings import Settings


def _resolve(**layers: dict[str, Any]) -> Resolved:
    return resolve(Layer(origin.replace("_", "-"), values) for origin, values in layers.items())


def _codes(resolved: Resolved) -> list[str]:
    return [complaint.problem.code for complaint in resolved.complaints]


def test_nothing_said_gives_the_defaults() -> None:
    """Without any layer the defaults of product.md are in force."""
    assert resolve(()) == Resolved(Settings())


def test_the_stronger_origin_wins_whatever_the_order_of_the_layers() -> None:
    """command line > environment > editor > user > repository."""
    origins = ["command_line", "environment", "editor", "user", "repository"]
    for index, strongest in enumerate(origins):
        layers = {origin: {"language": "ja"} for origin in origins[index + 1 :]}
        assert _resolve(**{strongest: {"language": "en"}}, **layers).settings.language == "en"


def test_excludes_add_up_and_severities_merge() -> None:
    """A user's patterns come behind the repository's, so that "!pattern" takes one back."""
    resolved = _resolve(
        user={"exclude": ["!a/keep.py"], "severity": {"py-a": "hint"}},
        repository={"exclude": ["a/"], "severity": {"py-a": "error", "py-b": "off"}},
    )
    assert resolved.settings.exclude == ("a/", "!a/keep.py")
    assert resolved.settings.severity == {"py-a": Severity.HINT, "py-b": None}
    assert resolved.complaints == ()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"ai": {"base_url": "https://evil.example"}}, "settings-user-only"),
        ({"ai": {"model": "x"}}, "settings-not-in-repository"),
        ({"ai": {"effort": "high"}}, "settings-not-in-repository"),
        ({"ai": {"enabled": "on"}}, "settings-loosens"),
        ({"ai": {"enabled": "ask"}}, "settings-loosens"),
        ({"ai": {"budget": {"daily_usd": 2.5}}}, "settings-loosens"),
        ({"ai": {"budget": {"max_findings": 4}}}, "settings-loosens"),
        ({"linters": {"ruff": "auto"}}, "settings-loosens"),
        ({"typing_delay_ms": 1}, "settings-not-in-repository"),
        ({"max_file_bytes": 1000}, "settings-not-in-repository"),
        ({"ai.base_url": "https://evil.example"}, "settings-user-only"),
        ({"ai": {"api_key": "sk-1"}}, "settings-unknown"),
        ({"command": "rm"}, "settings-unknown"),
        ({"log": "/elsewhere"}, "settings-unknown"),
    ],
)
def test_a_repository_cannot_loosen(values: dict[str, Any], code: str) -> None:
    """What a repository may not say is refused, named, and changes nothing."""
    resolved = _resolve(repository=values)
    assert [found.replace("-near", "") for found in _codes(resolved)] == [code]
    assert resolved.settings == Settings()


def test_what_a_repository_tightens_stays_tight() -> None:
    """A user's general "on" does not undo a repository's "off"; the lower budget holds."""
    resolved = _resolve(
        repository={
            "ai": {"enabled": "off", "budget": {"daily_usd": 0.5, "max_findings": 2}},
            "linters": {"ruff": "off"},
        },
        user={
            "ai": {"enabled": "on", "budget": {"daily_usd": 10, "max_findings": 1}},
            "linters": {"ruff": "auto", "buf": "auto"},
        },
    )
    ai = resolved.settings.ai
    assert (ai.enabled, ai.budget.daily_usd, ai.budget.max_findings) == ("off", 0.5, 1)
    assert resolved.settings.linters == {"ruff": "off", "buf": "auto"}
    assert resolved.complaints == ()


def test_an_editor_cannot_redirect_the_endpoint() -> None:
    """A workspace's editor settings lie in the repository."""
    resolved = _resolve(editor={"ai": {"baseUrl": "https://evil.example"}})
    assert _codes(resolved) == ["settings-user-only"]
    assert resolved.settings.ai.base_url == ""


def test_an_editor_may_write_camel_case_and_leave_things_unset() -> None:
    """Editors' settings are camelCase, null where unset, and hold keys of the extension itself."""
    resolved = _resolve(
        editor={
            "typingDelayMs": 50,
            "language": None,
            "trace": {"server": "off"},
            "severity": {"jsNoEval": "off"},
            "ai": {"budget": {"dailyUsd": 1}},
        }
    )
    assert resolved.complaints == ()
    assert resolved.settings.typing_delay_ms == 50
    assert resolved.settings.severity == {"jsNoEval": None}
    assert resolved.settings.ai.budget.daily_usd == 1.0


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"language": "fr"}, "settings-choice"),
        ({"language": ["ja"]}, "settings-choice"),
        ({"scope": "since:2x"}, "settings-since"),
        ({"scope": "since:0d"}, "settings-since"),
        ({"scope": "staged"}, "settings-scope"),
        ({"base": "--output=/etc/passwd"}, "settings-revision"),
        ({"base": "a\nb"}, "settings-revision"),
        ({"base": ""}, "settings-revision"),
        ({"exclude": "a"}, "settings-patterns"),
        ({"exclude": [1]}, "settings-patterns"),
        ({"severity": "off"}, "settings-table"),
        ({"severity": {"py-a": "fatal"}}, "settings-choice"),
        ({"typing_delay_ms": True}, "settings-integer"),
        ({"typing_delay_ms": 1.5}, "settings-integer"),
        ({"typing_delay_ms": -1}, "settings-integer"),
        ({"ai": {"budget": {"daily_usd": float("nan")}}}, "settings-number"),
        ({"ai": {"base_url": "http://example.com"}}, "settings-url"),
        ({"ai": {"base_url": "https://"}}, "settings-url"),
        ({"ai": {"base_url": "https://["}}, "settings-url"),
        ({"ai": {"model": "a\x1b[2J"}}, "settings-text"),
        ({"ai": 3}, "settings-table"),
    ],
)
def test_a_wrong_value_keeps_what_the_layers_below_say(values: dict[str, Any], code: str) -> None:
    """The key that is wrong is not taken; the rest of the layer is."""
    resolved = _resolve(user={**values, "linters": {"ruff": "off"}})
    assert _codes(resolved) == [code]
    assert resolved.settings == _resolve(user={"linters": {"ruff": "off"}}).settings


@pytest.mark.parametrize(
    ("key", "near"),
    [("languge", "language"), ("excludes", "exclude"), ("severities", "severity"), ("scopes", "scope")],
)
def test_an_unknown_key_is_told_with_the_nearest_name(key: str, near: str) -> None:
    """A slip of the pen is easy to put right."""
    (complaint,) = _resolve(user={key: "x"}).complaints
    assert f"“{near}”" in problem_text("en", complaint.problem)
    assert f"「{near}」" in problem_text("ja", complaint.problem)


def test_no_complaint_carries_control_characters_or_a_secret() -> None:
    """A repository cannot write to the user's terminal through its keys; an address may hold a password."""
    resolved = _resolve(
        repository={"x\x1b]0;evil\x07": 1, "language": "\x1b[31mred"},
        user={"ai": {"base_url": "ftp://me:hunter2@example.com"}},
    )
    texts = [problem_text("ja", complaint.problem) for complaint in resolved.complaints]
    assert len(texts) == 3
    assert not any("\x1b" in text or "hunter2" in text for text in texts)


@pytest.mark.parametrize(
    ("client", "language"), [(None, "ja"), ("ja_JP.UTF-8", "ja"), ("en-us", "en"), ("de", "en")]
)
def test_auto_follows_the_client(client: str | None, language: str) -> None:
    """Only language = "auto" looks at the client's locale."""
    assert resolve([Layer("user", {"language": "auto"})], client).settings.language == language
    assert resolve([], client).settings.language == "ja"


def test_scope_and_base_come_together() -> None:
    """The base belongs to the branch scope, whichever layer named it."""
    assert _resolve(repository={"base": "develop"}).settings.scope == ScopeSpec(ScopeKind.BRANCH, "develop")
    assert _resolve(user={"scope": "since:2d", "base": "x"}).settings.scope == ScopeSpec(
        ScopeKind.SINCE, since=172_800
    )


def test_the_environment_speaks_text() -> None:
    """Numbers, lists and mappings are read from text; empty variables and other ones say nothing."""
    layer = environment_layer(
        {
            "ARCHLSP_LANGUAGE": "en",
            "ARCHLSP_TYPING_DELAY_MS": "10",
            "ARCHLSP_EXCLUDE": "a/, *.gen.py",
            "ARCHLSP_SEVERITY": "py-a=off, py-b=hint",
            "ARCHLSP_AI_BUDGET_DAILY_USD": "0.5",
            "ARCHLSP_AI_BASE_URL": "https://proxy.example",
            "ARCHLSP_SCOPE": "",
            "ARCHLSP_STATE_DIR": "/x",
        }
    )
    resolved = resolve([layer])
    assert resolved.complaints == ()
    settings = resolved.settings
    assert (settings.language, settings.typing_delay_ms, settings.exclude) == ("en", 10, ("a/", "*.gen.py"))
    assert settings.severity == {"py-a": None, "py-b": Severity.HINT}
    assert (settings.ai.budget.daily_usd, settings.ai.base_url) == (0.5, "https://proxy.example")


def test_a_complaint_knows_its_place_in_the_file() -> None:
    """The span covers the key as it is written, in tables, dotted keys and inline tables alike."""
    text = (
        '# x\n[tool.archlsp]\nlanguge = "ja"\nai.modle = "x"\n[tool.archlsp.ai.budget]\n"daily_usd" = "a"\n'
    )
    values = {"languge": "ja", "ai": {"modle": "x", "budget": {"daily_usd": "a"}}}
    layer = Layer("user", values, Path("pyproject.toml"), text, "tool.archlsp")
    places = [complaint.span for complaint in resolve([layer]).complaints]
    assert [(span.start.line, span.start.column, span.end.column) for span in places if span] == [
        (2, 0, 7),
        (3, 0, 8),
        (5, 0, 11),
    ]
    inline = Layer("user", {"ai": {"modle": "x"}}, Path("a"), 'ai = {modle = "x"}\n')
    (complaint,) = resolve([inline]).complaints
    assert complaint.span is not None
    assert (complaint.span.start.line, complaint.span.end.column) == (0, 2)
