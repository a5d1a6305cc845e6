"""The table of commands and options; their help is in `messages`, under help-<command> and help-option-<name>."""

from archlsp.cli.arguments import Command, Option
from archlsp.cli.language import LANGUAGE

RULE_LANGUAGES = ("python", "javascript", "typescript", "java", "rust")
LEVELS = ("error", "warning", "info", "hint")
MAP_FORMATS = ("text", "markdown", "json", "mermaid", "html")
_LANGUAGE = Option(LANGUAGE, "ja|en", ("ja", "en"))
_SCOPE = "scope"
_AI = "ai"
_YES = Option("--yes")

COMMANDS: dict[str, Command] = {
    "serve": Command("serve", (Option("--stdio"),)),
    "review": Command(
        "review",
        (
            Option("--base", "REF", group=_SCOPE),
            Option("--staged", group=_SCOPE),
            Option("--worktree", group=_SCOPE),
            Option("--since", "2d", group=_SCOPE),
            Option("--all", group=_SCOPE),
            Option("--format", "text|json|sarif|github", ("text", "json", "sarif", "github")),
            Option("--fail-on", "LEVEL", (*LEVELS, "never")),
            Option("--fix"),
            Option("--offline", group=_AI),
            Option("--ai", group=_AI),
            Option("--ai-consent"),
            Option("--estimate"),
            _YES,
            _LANGUAGE,
        ),
        "[PATH...]",
        most=None,
    ),
    "design": Command(
        "design",
        (
            Option("--focus", "PATH[:LINE-LINE]"),
            Option("--follow", "ID|last"),
            Option("--output", "FILE"),
            Option("--list"),
            Option("--show", "ID"),
            Option("--offline"),
            Option("--ai-consent"),
            _LANGUAGE,
        ),
        "QUESTION...",
        most=None,
    ),
    "map": Command(
        "map",
        (
            Option("--format", "text|markdown|json|mermaid|html", MAP_FORMATS),
            Option("--kind", "KIND,..."),
            Option("--output", "FILE"),
            _LANGUAGE,
        ),
        "[PATH...]",
        most=None,
    ),
    "explain": Command("explain", (_LANGUAGE,), "RULE", least=1, most=1),
    "rules list": Command("rules list", (Option("--format", "text|json", ("text", "json")), _LANGUAGE)),
    "rules new": Command(
        "rules new", (Option("--for", "LANGUAGE", RULE_LANGUAGES), _LANGUAGE), "NAME", least=1, most=1
    ),
    "rules test": Command("rules test", (_LANGUAGE,), "[FILE...]", most=None),
    "trust": Command(
        "trust",
        (Option("--revoke", group="trust"), Option("--list", group="trust"), _LANGUAGE),
        "[FOLDER]",
        most=1,
    ),
    # Of a group the first is what its name alone means.
    "consent list": Command("consent list", (_LANGUAGE,)),
    "consent give": Command("consent give", (_LANGUAGE,), "[FOLDER]", most=1),
    "consent withdraw": Command("consent withdraw", (_LANGUAGE,), "[FOLDER]", most=1),
    "status": Command("status", (_LANGUAGE,)),
    "spend": Command("spend", (Option("--days", "30"), _LANGUAGE)),
    "cache show": Command("cache show", (_LANGUAGE,)),
    "cache clear": Command("cache clear", (_LANGUAGE,)),
    "batch status": Command("batch status", (_LANGUAGE,)),
    "batch submit": Command(
        "batch submit", (_YES, Option("--ai-consent"), _LANGUAGE), "[PATH...]", most=None
    ),
    "batch collect": Command("batch collect", (_LANGUAGE,)),
    "completion": Command("completion", (_LANGUAGE,), "bash|zsh|fish", least=1, most=1),
    "doctor": Command("doctor", (_LANGUAGE,)),
}
GROUPS = {name.split()[0] for name in COMMANDS if " " in name}
