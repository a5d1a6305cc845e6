"""What the inventory says: its kinds, its page, and why a file was not looked at."""

TEXTS: dict[str, tuple[str, str]] = {
    "help-map": (
        "リポジトリの地図（エンドポイント、テーブル、外部呼び出し、トピック、サービス、設定）を表示します。",
        "Show the repository's map: endpoints, tables, outgoing calls, topics, services and settings.",
    ),
    "help-option-kind": (
        "表示する種類です。コンマで区切って複数指定できます（service、endpoint、table、migration、call、topic、config）。",
        "Only these kinds, separated by commas: service, endpoint, table, migration, call, topic, config.",
    ),
    "help-option-output": ("結果を FILE に書き込みます。", "Write the result to FILE."),
    "map-title": ("リポジトリの地図", "Map of the repository"),
    "map-files": ("{files} 個のファイルを調べました。", "{files} files were looked at."),
    "map-separator": ("、", ", "),
    "map-nothing": (
        "バックエンドに関するものは見つかりませんでした。",
        "Nothing that belongs to a back end was found.",
    ),
    "map-skipped": ("{count} 個のファイルは調べていません。", "{count} files were not looked at."),
    "map-skipped-title": ("調べていないファイル", "Files not looked at"),
    "map-partial-note": (
        "† 名前の一部が別の場所で決まるもの（マウント先のパス、命名規則、設定値など）。",
        "† A part of the name is decided elsewhere: by a mount path, a naming strategy or a setting.",
    ),
    "map-more": ("ほかに {count} 件あります。", "{count} more."),
    "map-kind-service": ("サービス", "Services"),
    "map-kind-endpoint": ("エンドポイント", "Endpoints"),
    "map-kind-table": ("テーブル", "Tables"),
    "map-kind-migration": ("マイグレーション", "Migrations"),
    "map-kind-call": ("外部への呼び出し", "Outgoing calls"),
    "map-kind-topic": ("トピックとキュー", "Topics and queues"),
    "map-kind-config": ("設定", "Settings"),
    "map-column-name": ("名前", "Name"),
    "map-column-place": ("場所", "Place"),
    "map-column-detail": ("詳細", "Details"),
    "map-unread": (
        "テキストとして読めません（バイナリー、リンク、圧縮されたコードなど）",
        "it cannot be read as text (binary, a link, minified code)",
    ),
    "map-large": ("大きすぎます", "it is too large"),
    "map-late": ("時間の上限に達しました", "the time limit was reached"),
    "map-broken": ("解析に失敗しました", "it could not be parsed"),
    "map-written": ("{file} に書き込みました。", "Written to {file}."),
    "map-not-written": (
        "{file} に書き込めません。フォルダーがあり、書き込みの権限があるか確認してください。",
        "{file} cannot be written. Check that its folder exists and that you may write there.",
    ),
    "map-unknown-kind": (
        "--kind に「{kind}」はありません。使えるのは {kinds} です。",
        "There is no kind {kind} for --kind. Choose from {kinds}.",
    ),
}
