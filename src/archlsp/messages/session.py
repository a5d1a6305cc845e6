"""What the flow says: why a file is not reviewed, and what state a folder is in."""

TEXTS: dict[str, tuple[str, str]] = {
    "not-a-repository": (
        "「{folder}」は git リポジトリではありません。開いているファイルだけを、全行を対象にレビューします。",
        "“{folder}” is not a git repository. Only open files are reviewed, all of their lines.",
    ),
    "only-what-is-named": (
        "「{folder}」は git リポジトリではありません。名前を挙げたファイルやフォルダだけを、全行レビューします。",
        "“{folder}” is not a git repository. Only the files and folders you name are reviewed, all of their lines.",
    ),
    "paused-operation": (
        "git の {operation} が進行中のため、レビューを一時停止しています。完了すると自動的に再開します。",
        "Reviews are paused while a git {operation} is in progress. They resume by themselves when it is done.",
    ),
    "repository-gone": (
        "リポジトリが見つからなくなりました。作り直されるまで、開いているファイルの指摘だけを保持します。",
        "The repository has disappeared. Until it is back, only the findings of open files are kept.",
    ),
    "internal-error": (
        "archlsp の内部で予期しない問題（{kind}）が起きました。ほかのファイルのレビューは続きます。",
        "Something unexpected went wrong inside archlsp ({kind}). Reviews of other files go on.",
    ),
    "skip-language": (
        "バックエンドのコードとして扱う種類のファイルではないため、レビューしません。",
        "This kind of file is not reviewed: it is not back-end code that archlsp reads.",
    ),
    "skip-excluded": (
        "設定の exclude に一致するため、レビューしません。",
        "This file is not reviewed because a pattern in the setting “exclude” matches it.",
    ),
    "skip-ignored": (
        "git が無視するファイルのため、レビューしません。",
        "This file is not reviewed because git ignores it.",
    ),
}
