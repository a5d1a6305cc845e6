"""What is wrong with a setting."""

TEXTS: dict[str, tuple[str, str]] = {
    "settings-unknown": (
        "「{key}」という設定はありません。",
        "There is no setting “{key}”.",
    ),
    "settings-unknown-near": (
        "「{key}」という設定はありません。もしかして「{near}」ですか?",
        "There is no setting “{key}”. Did you mean “{near}”?",
    ),
    "settings-table": (
        "「{key}」には値ではなく、設定の表を書いてください。",
        "“{key}” holds further settings: write it as a table, not as a value.",
    ),
    "settings-choice": (
        "「{key}」に「{value}」は指定できません。使えるのは {choices} です。",
        "“{key}” cannot be “{value}”. It is one of {choices}.",
    ),
    "settings-integer": (
        "「{key}」に「{value}」は指定できません。{low} から {high} までの整数を書いてください。",
        "“{key}” cannot be “{value}”. It is a whole number from {low} to {high}.",
    ),
    "settings-number": (
        "「{key}」に「{value}」は指定できません。{low} から {high} までの数を書いてください。",
        "“{key}” cannot be “{value}”. It is a number from {low} to {high}.",
    ),
    "settings-words": (
        "設定 {key} には、プログラムと引数を並べたリスト（20 個まで、各 200 文字まで）を指定してください。",
        "The setting {key} takes a program and its arguments as a list of up to 20 lines of at most 200 characters.",
    ),
    "settings-text": (
        "「{key}」には 200 文字以内の 1 行の文字列を書いてください。",
        "“{key}” is a text of one line and at most 200 characters.",
    ),
    "settings-patterns": (
        "「{key}」には .gitignore と同じ書き方のパターンを、文字列の配列で書いてください。",
        "“{key}” is a list of patterns, written as in .gitignore.",
    ),
    "settings-url": (
        "「{key}」には https で始まるアドレスを書いてください（このコンピューター自身に限り http も使えます）。",
        "“{key}” is an address that starts with https (or http, for this machine only).",
    ),
    "settings-since": (
        "「{value}」は期間として読めません。90m、12h、2d、1w のように書いてください。",
        "“{value}” is not a period. Write it like 90m, 12h, 2d or 1w.",
    ),
    "settings-scope": (
        "「{key}」に「{value}」は指定できません。使えるのは worktree、branch、all、since:2d の形です。",
        "“{key}” cannot be “{value}”. It is worktree, branch, all, or a period like since:2d.",
    ),
    "settings-revision": (
        "「{key}」に「{value}」は指定できません。auto か、git のリビジョン名を書いてください。",
        "“{key}” cannot be “{value}”. It is auto or the name of a git revision.",
    ),
    "settings-loosens": (
        "リポジトリの設定ファイルでは「{key}」を厳しくする方向にしか変えられません。この値は無視します。",
        "A repository's settings can only make “{key}” stricter. This value is ignored.",
    ),
    "settings-not-in-repository": (
        "「{key}」はリポジトリの設定ファイルでは指定できません。自分の設定ファイルかエディターで指定してください。",
        "“{key}” cannot be set by a repository. Set it in your own settings file or in your editor.",
    ),
    "settings-user-only": (
        "「{key}」は、自分の設定ファイルか環境変数でだけ指定できます。リポジトリに置ける場所の値は無視します。",
        "“{key}” can only be set in your own settings file or by an environment variable, "
        "never in a place that a repository can fill.",
    ),
    "settings-file-broken": (
        "{file} の {line} 行目が TOML として読めません（{reason}）。直すまで、前回の正しい設定を使います。",
        "{file} is not valid TOML at line {line} ({reason}). The last good settings stay in force.",
    ),
    "settings-file-unreadable": (
        "{file} を読めません。通常のファイルであることと、読み取りの権限を確認してください。",
        "{file} cannot be read. Check that it is a regular file and that you may read it.",
    ),
    "settings-file-link": (
        "{file} はシンボリックリンクのため読みません。リポジトリには通常のファイルとして置いてください。",
        "{file} is a symbolic link and is not read. Keep it as a regular file in the repository.",
    ),
    "settings-file-large": (
        "{file} は大きすぎるため読みません（上限は 256 kB です）。",
        "{file} is too large to be read (at most 256 kB).",
    ),
    "settings-file-encoding": (
        "{file} は UTF-8 として読めません。UTF-8 で保存してください。",
        "{file} is not UTF-8. Save it as UTF-8.",
    ),
}
