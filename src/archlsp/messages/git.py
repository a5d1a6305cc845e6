"""What git's room says: why a file is left out, why a repository is refused, what git could not answer."""

TEXTS: dict[str, tuple[str, str]] = {
    "skip-missing": ("ファイルがありません。", "The file does not exist."),
    "skip-symlink": (
        "シンボリックリンクのため、レビューしません。",
        "It is a symbolic link, or is reached through one; it is not reviewed.",
    ),
    "skip-not-regular": ("通常のファイルではないため、レビューしません。", "It is not a regular file."),
    "skip-unreadable": (
        "ファイルを読み取れません。アクセス権を確認してください。",
        "The file cannot be read. Check its permissions.",
    ),
    "skip-too-large": (
        "ファイルが大きすぎるため、レビューしません。",
        "The file is too large to be reviewed.",
    ),
    "skip-minified": (
        "圧縮された（または自動生成された）コードと見なし、レビューしません。",
        "It looks minified or generated and is not reviewed.",
    ),
    "skip-binary": ("バイナリファイルのため、レビューしません。", "It is a binary file."),
    "skip-lfs": (
        "Git LFS のポインターのため、レビューしません。",
        "It is a Git LFS pointer; the content itself is not here.",
    ),
    "skip-submodule": (
        "別のリポジトリ（サブモジュールなど）に属するため、ここではレビューしません。",
        "It belongs to another repository, such as a submodule, and is not reviewed from here.",
    ),
    "git-not-found": (
        "git が見つかりません。git をインストールし、PATH に加えてください。",
        "git was not found. Install it and put it on PATH.",
    ),
    "git-gone": (
        "リポジトリが見つからなくなりました。",
        "The repository is no longer there.",
    ),
    "git-temporary-folder": (
        "一時フォルダーに書き込めないため、git を使えません。空き容量を確認してください。",
        "The temporary folder cannot be written to, so git cannot be used. Check the free space.",
    ),
    "git-timeout": (
        "git {command} が時間内に終わりませんでした。",
        "git {command} did not finish in time.",
    ),
    "git-failed": (
        "git {command} が失敗しました（{reason}）。",
        "git {command} failed ({reason}).",
    ),
    "git-busy": (
        "リポジトリが更新され続けているため、変更箇所を確定できませんでした。更新が終わると再び試みます。",
        "The repository kept changing, so what changed could not be settled. It is tried again when it is quiet.",
    ),
    "git-unknown-revision": (
        "リビジョン「{revision}」が見つかりません。",
        "The revision “{revision}” does not exist.",
    ),
    "git-no-merge-base": (
        "「{revision}」と HEAD に共通の祖先がありません。"
        "浅いクローンの場合は、履歴を取得してください（git fetch --unshallow）。",
        "“{revision}” and HEAD have no common ancestor. "
        "In a shallow clone, fetch the history first (git fetch --unshallow).",
    ),
    "git-object-missing": (
        "git のオブジェクト {object} がこのクローンにありません。部分クローンの場合は、git で取得してください。",
        "The git object {object} is not in this clone. If it is a partial clone, have git fetch it.",
    ),
    "unsafe-owner": (
        "リポジトリの所有者が別のユーザーのため、git を使いません。"
        "信頼できる場合は、git の safe.directory に追加してください。",
        "The repository belongs to another user, so git is not used on it. "
        "If you trust it, add it to git's safe.directory.",
    ),
    "unsafe-git-symlink": (
        ".git またはその一部がシンボリックリンクのため、git を使いません。",
        "The .git directory, or a part of it, is a symbolic link; git is not used on it.",
    ),
    "unsafe-commondir": (
        ".git が別のリポジトリの内容を借用しているため、git を使いません。",
        "The .git directory borrows from another repository; git is not used on it.",
    ),
    "unsafe-gitfile": (
        ".git ファイルの指す先がこのフォルダーのリポジトリだと確認できないため、git を使いません。",
        "The .git file names a repository that does not say it belongs here; git is not used on it.",
    ),
    "unsafe-config": (
        "リポジトリの git 設定を読み取れないため、git を使いません。",
        "The repository's git configuration cannot be read; git is not used on it.",
    ),
    "unsafe-format": (
        "リポジトリの形式（reftable）にはまだ対応していないため、git を使いません。",
        "The repository's format (reftable) is not supported yet; git is not used on it.",
    ),
    "unsafe-unreadable": (
        "リポジトリを読み取れないため、git を使いません。",
        "The repository cannot be read; git is not used on it.",
    ),
    "watch-events": (
        "ファイルの変更を通知で監視しています。",
        "Changes of files are watched by notification.",
    ),
    "watch-polling": (
        "ファイルの変更を定期的に確認しています（通知を利用できません）。",
        "Changes of files are looked for at intervals (notifications are not available).",
    ),
    "watch-off": ("ファイルの変更を監視していません。", "Changes of files are not watched."),
}
