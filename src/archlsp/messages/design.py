"""Design questions: what stands around an answer, and what goes wrong with one."""

TEXTS: dict[str, tuple[str, str]] = {
    "design-follows": ("「{title}」の続きです。", "Goes on from “{title}”."),
    "design-state-streaming": ("書いています…", "Being written…"),
    "design-state-complete": ("回答は完了しています。", "The answer is complete."),
    "design-state-offline": (
        "モデルを使わずに、ルールと目録だけで書きました。",
        "Written from rules and the inventory alone, without a model.",
    ),
    "design-state-cancelled": (
        "途中で中止されました。ここまでの内容は残しています。",
        "Stopped before it was finished. What had arrived is kept.",
    ),
    "design-state-failed": (
        "途中で終わりました。ここまでの内容は残しています。",
        "It ended before it was finished. What had arrived is kept.",
    ),
    "design-grounds": ("この回答の根拠", "What this answer stands on"),
    "design-looked": (
        "目録 {total} 件のうち {entries} 件、ルールの指摘 {findings} 件を添えて質問しました（約 {tokens} トークン）。",
        "Asked with {entries} of {total} entries of the inventory and {findings} findings of the rules (about"
        " {tokens} tokens).",
    ),
    "design-documents": ("読んだ文書: {paths}", "Documents read: {paths}"),
    "design-code": ("読んだコード: {paths}", "Code read: {paths}"),
    "design-not-looked": (
        "上に挙げたもの以外のコードは見ていません。実行時の設定、データ量、運用中の環境も見ていません。",
        "No other code was looked at, nor the configuration at run time, the data or what runs in production.",
    ),
    "design-removed": (
        "リポジトリに存在しない場所への言及 {count} 件を取り除きました。",
        "{count} mentions of places that do not exist in the repository were removed.",
    ),
    "design-missing": ("次の節がありません: {names}", "These sections are missing: {names}"),
    "design-other-language": (
        "モデルが指定と違う言語で答えました。",
        "The model answered in another language than it was asked to.",
    ),
    "design-written-so-far": ("{count} 文字", "{count} characters"),
    "design-open-yourself": ("回答はこのファイルにあります: {path}", "The answer is in this file: {path}"),
    "design-not-kept": (
        "回答をファイルに保存できませんでした（{kind}）。ディスクの空きと権限を確認してください。",
        "The answer could not be written to a file ({kind}). Check the disk’s space and permissions.",
    ),
    "help-design": (
        "設計の質問に、このリポジトリに即して答えます（質問は引数か標準入力で渡します）。",
        "Answer a design question about this repository; the question is an argument, or standard input.",
    ),
    "help-option-focus": (
        "質問の対象のファイル、または行の範囲です。",
        "The file, or the lines of it, that the question is about.",
    ),
    "help-option-follow": (
        "以前の回答に続けて質問します。last は最後の回答です。",
        "Go on from an earlier answer; last is the newest.",
    ),
    "help-option-show": ("以前の回答をもう一度表示します。", "Show an earlier answer again."),
    "design-id": (
        "この回答の ID: {id}（--follow {id} で続けて質問できます）",
        "The id of this answer: {id} (--follow {id} goes on from it)",
    ),
    "design-unknown-here": (
        "その回答はこのフォルダーにありません。「archlsp design --list」で一覧を確認してください。",
        "There is no such answer in this folder. “archlsp design --list” lists those that there are.",
    ),
    "design-focus-unreadable": (
        "「{path}」はテキストとして読めません。リポジトリの中のファイルを指定してください。",
        "“{path}” cannot be read as text. Name a file of this repository.",
    ),
    "design-interrupted": (
        "サーバーが終了したため、途中で止まりました。続きは追加の質問で聞けます。",
        "The server ended before it was finished. A follow-up question goes on from here.",
    ),
    "design-unknown": (
        "その回答は見つかりません。「archlsp.designs」で一覧を確認してください。",
        "There is no such answer. “archlsp.designs” lists those that there are.",
    ),
    "design-none": (
        "このフォルダーには設計の回答がまだありません。先に質問してください。",
        "There is no design answer for this folder yet. Ask a question first.",
    ),
    "design-nothing-written": (
        "この回答には、まだ設計がありません。完了した回答で実行してください。",
        "There is no design in this answer yet. Run this on an answer that is complete.",
    ),
    "design-no-folder": (
        "設計の質問にはワークスペースのフォルダーが必要です。フォルダーを開いてください。",
        "A design question needs a workspace folder. Open one.",
    ),
    "design-question-missing": ("質問を書いてください。", "Write a question."),
    "design-adr-title": ("ADR {path} を作成", "Create the ADR {path}"),
    "design-implement-title": ("設計を実装: {title}", "Implement the design: {title}"),
    "design-implement-refused": (
        "提案された編集のうち「{path}」は書き込めない場所なので、全体を取りやめました。",
        "The proposed edits include “{path}”, which may not be written, so none is made.",
    ),
    "design-implement-unsound": (
        "提案された編集では「{path}」が構文エラーになるため、全体を取りやめました。もう一度実行してください。",
        "With the proposed edits “{path}” would not parse, so none is made. Run the command again.",
    ),
    "design-implement-findings": (
        "提案された編集に、ルールの指摘が {count} 件あります:\n{list}",
        "The rules have {count} findings about the proposed edits:\n{list}",
    ),
    "design-list-heading": ("設計の回答", "Design answers"),
    "progress-design": ("設計の質問に答えています", "Answering a design question"),
    "progress-implement": ("設計を実装する編集を書いています", "Writing edits that implement the design"),
    "progress-improve": ("選択範囲の改善点を調べています", "Looking for improvements of the selection"),
    "progress-map": ("リポジトリの目録を作っています", "Making the inventory of the repository"),
    "ai-cut-inventory": (
        "トークンの上限により、目録の {count} 件を質問に含めませんでした。",
        "{count} entries of the inventory were left out of the question to stay within the token limit.",
    ),
    "ai-cut-code": (
        "トークンの上限により、{count} ファイルを質問に含めませんでした。",
        "{count} files were left out of the question to stay within the token limit.",
    ),
    "ai-cut-history": (
        "トークンの上限により、前の回答は要点だけを質問に含めました。",
        "Of an earlier answer only the main points were put into the question, to stay within the token limit.",
    ),
}
