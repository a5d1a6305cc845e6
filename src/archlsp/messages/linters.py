"""What external linters and the trust in a folder have to say."""

TEXTS: dict[str, tuple[str, str]] = {
    "linter-failed": (
        '{linter} を実行できませんでした（{reason}）。ほかの結果は有効です。linters.{linter} = "off" で止められます。',
        '{linter} could not be run ({reason}). The other results stand. linters.{linter} = "off" turns it off.',
    ),
    "trust-given": (
        "{folder} を信頼しました。導入済みの外部リンターの結果も表示します。",
        "{folder} is trusted: what installed linters find is shown, too.",
    ),
    "trust-revoked": (
        "{folder} の信頼を取り消しました。外部リンターは実行しません。",
        "{folder} is not trusted any more: no linter is run on it.",
    ),
    "trust-was-not": (
        "{folder} は信頼の一覧にありません。",
        "{folder} is not on the list of trusted folders.",
    ),
    "trust-none": ("信頼したフォルダーはありません。", "No folder is trusted."),
    "help-trust": (
        "フォルダーを信頼し、導入済みの外部リンターの実行を許可します。",
        "Trust a folder: installed linters may be run on it.",
    ),
    "help-option-revoke": ("信頼を取り消します。", "Trust it no longer."),
    "help-option-list": ("一覧を表示します。", "List what there is."),
}
