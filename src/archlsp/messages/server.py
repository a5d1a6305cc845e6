"""What the language server says: titles of actions, the parts of a hover, answers to commands."""

TEXTS: dict[str, tuple[str, str]] = {
    "server-internal-error": (
        "archlsp の内部エラーです（{where}、{error}、{place}）。処理は続行しています。",
        "An internal error of archlsp ({where}, {error}, {place}). It keeps running.",
    ),
    "argument-missing": ("引数 {name} を指定してください。", "The argument {name} is missing."),
    "argument-not-text": (
        "引数 {name} は文字列で指定してください。",
        "The argument {name} must be a string.",
    ),
    "argument-not-number": (
        "引数 {name} は 0 以上の整数で指定してください。",
        "The argument {name} must be an integer from 0 up.",
    ),
    "argument-not-choice": (
        "引数 {name} には次のいずれかを指定してください: {choices}",
        "The argument {name} must be one of: {choices}",
    ),
    "argument-too-many": ("引数が多すぎます。", "There are too many arguments."),
    "argument-unknown": ("知らない引数です: {name}", "Unknown argument: {name}"),
    "unknown-document": (
        "この URI のファイルはレビューの対象になっていません。",
        "The file of this URI is not under review.",
    ),
    "unknown-finding": (
        "その指摘は見つかりません。すでに解消されたか、却下されています。",
        "There is no such finding; it was solved or dismissed meanwhile.",
    ),
    "unknown-rule": ("ルール {rule} はありません。", "There is no rule {rule}."),
    "unknown-folder": (
        "この URI のワークスペースフォルダーはありません。",
        "There is no workspace folder with this URI.",
    ),
    "fix-outdated": (
        "コードが変わったため、この修正はもう当てはまりません。",
        "The code has changed; this fix no longer applies.",
    ),
    "edit-refused": (
        "エディターが修正を適用しませんでした。",
        "The editor did not apply the fix.",
    ),
    "action-fix": ("修正: {title}", "Fix: {title}"),
    "action-fix-all": (
        "archlsp: 安全な修正をすべて適用（{count} 件）",
        "archlsp: apply all safe fixes ({count})",
    ),
    "action-dismiss-here": (
        "archlsp: この指摘を却下（{rule}）",
        "archlsp: dismiss this finding ({rule})",
    ),
    "action-dismiss-rule": (
        "archlsp: このファイルでは {rule} の指摘をすべて却下",
        "archlsp: dismiss {rule} in this file",
    ),
    "action-dismiss-false": (
        "archlsp: 誤検出として却下（{rule}）",
        "archlsp: dismiss as a false positive ({rule})",
    ),
    "action-explain": ("archlsp: {rule} の解説を開く", "archlsp: explain {rule}"),
    "action-restore": (
        "archlsp: このファイルで却下した指摘を元に戻す（{count} 件）",
        "archlsp: restore what was dismissed in this file ({count})",
    ),
    "hover-recommendation": ("対応", "What to do"),
    "hover-risk": ("リスク", "Risk"),
    "hover-mitigation": ("軽減策", "Mitigation"),
    "hover-example": ("コード例", "Example"),
    "hover-test": ("確認のしかた", "How to test it"),
    "hover-monitor": ("監視すること", "What to monitor"),
    "hover-references": ("参考資料", "References"),
    "hover-facts": (
        "{rule} · {category} · 深刻度 {severity} · 確度 {confidence}",
        "{rule} · {category} · severity {severity} · confidence {confidence}",
    ),
    "hover-column-option": ("選択肢", "Option"),
    "hover-column-trade-off": ("得失", "Trade-off"),
    "progress-file": ("archlsp: ファイルをレビューしています", "archlsp: reviewing a file"),
    "progress-changes": ("archlsp: 変更箇所をレビューしています", "archlsp: reviewing the changes"),
    "progress-repository": (
        "archlsp: リポジトリ全体をレビューしています",
        "archlsp: reviewing the whole repository",
    ),
    "review-done": (
        "{folder}: {files} ファイルをレビューし、指摘は {findings} 件です（{milliseconds} ミリ秒）。",
        "{folder}: reviewed {files} files, {findings} findings ({milliseconds} ms).",
    ),
    "review-stopped": (
        "{folder}: レビューを中止しました。ここまでの指摘は残ります。",
        "{folder}: the review was stopped. What it found so far stays.",
    ),
    "status-folder": (
        "{folder}: 対象 {scope}、監視 {watching}、指摘 {findings} 件、却下 {dismissed} 件",
        "{folder}: scope {scope}, watching {watching}, {findings} findings, {dismissed} dismissed",
    ),
    "status-file": (
        "{path}: {state}、指摘 {findings} 件、却下 {dismissed} 件 {reason}",
        "{path}: {state}, {findings} findings, {dismissed} dismissed {reason}",
    ),
    "status-nothing": (
        "レビューしているフォルダーもファイルもありません。",
        "No folder and no file is under review.",
    ),
    "state-waiting": ("待機中", "waiting"),
    "state-reviewed": ("レビュー済み", "reviewed"),
    "state-unchanged": ("変更なし", "nothing recent"),
    "state-skipped": ("対象外", "skipped"),
    "state-failed": ("失敗", "failed"),
    "state-paused": ("一時停止中", "paused"),
    "restored-note": ("却下した指摘 {count} 件を元に戻しました。", "Restored {count} dismissed findings."),
    "folder-not-local": (
        "{uri} はローカルのフォルダーではないため、開いているファイルだけをレビューします。",
        "{uri} is not a local folder: only open files are reviewed.",
    ),
    "hover-word-architecture": ("アーキテクチャ", "architecture"),
    "hover-word-performance": ("性能", "performance"),
    "hover-word-security": ("セキュリティ", "security"),
    "hover-word-maintainability": ("保守性", "maintainability"),
    "hover-word-testing": ("テスト", "testing"),
    "hover-word-database": ("データベース", "database"),
    "hover-word-reliability": ("信頼性", "reliability"),
    "hover-word-api": ("API", "API"),
    "hover-word-error": ("エラー", "error"),
    "hover-word-warning": ("警告", "warning"),
    "hover-word-info": ("情報", "info"),
    "hover-word-hint": ("ヒント", "hint"),
    "hover-word-high": ("高", "high"),
    "hover-word-medium": ("中", "medium"),
    "hover-word-low": ("低", "low"),
}
