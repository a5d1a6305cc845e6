"""The table of commands and options; their help is in `messages`, under help-<command> and help-option-<name>."""

from archlsp.cli.arguments import Command, Option
from archlsp.cli.language import LANGUAGE

RULE_LANGUAGES = ("python", "javascript", "typescript", "java", "rust")
LEVELS = ("error", "warning", "info", "hint")
_LANGUAGE = Option(LANGUAGE, "ja|en", ("ja", "en"))
_SCOPE = "scope"

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
            Option("--offline"),
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
    "doctor": Command("doctor", (_LANGUAGE,)),
}
GROUPS = {name.split()[0] for name in COMMANDS if " " in name}
