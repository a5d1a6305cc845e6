"""What the language server says about the AI: the question of consent, pages, titles of actions."""

TEXTS: dict[str, tuple[str, str]] = {
    "consent-question": (
        "「{folder}」の変更されたコードを {endpoint} に送って Claude にレビューさせますか？"
        "秘密情報は置き換えてから送ります。決定はこの PC に保存され、いつでも変更できます。",
        "Send the changed code of “{folder}” to {endpoint} for Claude to review? Secrets are replaced first. "
        "Your decision is kept on this machine and can be changed at any time.",
    ),
    "consent-answer-yes": ("許可する", "Allow"),
    "consent-answer-no": ("このフォルダーでは使わない", "Not for this folder"),
    "consent-answer-later": ("あとで", "Later"),
    "consent-kept": (
        "「{folder}」で Claude によるレビューを有効にしました（送信先 {endpoint}）。",
        "Claude reviews “{folder}” from now on ({endpoint}).",
    ),
    "consent-refused": (
        "「{folder}」のコードは送信しません。「archlsp.enableAi」で変更できます。",
        "The code of “{folder}” is not sent. “archlsp.enableAi” changes that.",
    ),
    "consent-not-kept": (
        "決定を保存できませんでした（{kind}）。状態フォルダーの書き込み権限を確認してください。",
        "Your decision could not be kept ({kind}). Check that the state folder can be written.",
    ),
    "ai-no-folder": (
        "AI を使うには、フォルダーを開いてください。",
        "Open a folder to use the AI.",
    ),
    "ai-cancelled": ("AI への質問 {count} 件を中止しました。", "{count} questions to the AI were stopped."),
    "ai-state-off": ("AI: オフ", "AI: off"),
    "ai-state-no-key": ("AI: キーなし", "AI: no key"),
    "ai-state-no-consent": ("AI: 未許可", "AI: not allowed"),
    "ai-state-ready": ("AI: 待機中", "AI: ready"),
    "ai-state-asking": ("AI: 質問中", "AI: asking"),
    "ai-state-paused": ("AI: 一時停止", "AI: paused"),
    "ai-state-stopped": ("AI: 停止", "AI: stopped"),
    "ai-spent-today": ("今日 ${usd}（上限 ${limit}）", "${usd} of ${limit} today"),
    "ai-counts": (
        "質問 {calls} 件、コードに該当しない回答 {unanchored} 件、検証で退けた指摘 {disproved} 件",
        "{calls} questions, {unanchored} answers that quoted nothing in the code, {disproved} findings disproved",
    ),
    "action-deepen": ("Claude に詳しく聞く", "Ask Claude to explain in depth"),
    "action-suggest-fix": ("Claude に修正案を書いてもらう", "Have Claude propose a fix"),
    "action-write-test": ("Claude にテストを書いてもらう", "Have Claude write a test"),
    "progress-deepen": ("Claude が説明を書いています", "Claude is writing an explanation"),
    "progress-fix": ("Claude が修正案を書いています", "Claude is writing a fix"),
    "progress-test": ("Claude がテストを書いています", "Claude is writing a test"),
    "progress-selection": ("選択範囲をレビューしています", "Reviewing the selection"),
    "test-title": ("{path} にテストを追加", "Add a test to {path}"),
    "propose-question": (
        "{title}: {count} 個のファイルに適用しますか？ 変更内容は、開いた文書のとおりです。",
        "{title}: apply to {count} file(s)? The page that was opened shows the changes.",
    ),
    "propose-question-log": (
        "{title}: {count} 個のファイルに適用しますか？ 変更内容はログにあります。",
        "{title}: apply to {count} file(s)? The log shows the changes.",
    ),
    "propose-yes": ("適用する", "Apply"),
    "propose-no": ("やめる", "Do not apply"),
    "propose-unsupported": (
        "エディターがこの編集に対応していないため、内容を文書として表示しました。",
        "The editor cannot make such an edit, so the text is shown as a document.",
    ),
    "text-outdated": (
        "「{path}」がその間に変わったため、書き込みませんでした。もう一度実行してください。",
        "“{path}” has changed meanwhile, so nothing was written. Run the command again.",
    ),
    "test-not-there": (
        "テストの追加先「{path}」には書き込めません。フォルダーの外か、実行されるファイルです。",
        "The test cannot be put into “{path}”: it is outside the folder, or a file that is run by itself.",
    ),
    "payload-heading": ("送信される内容", "What would be sent"),
    "payload-facts": (
        "送信先: {endpoint}。約 {tokens} トークン、最大 {price}。",
        "To {endpoint}. About {tokens} tokens, at most {price}.",
    ),
    "payload-no-price": ("料金不明", "an unknown price"),
    "payload-redacted": ("置き換えた秘密情報: {kinds}", "Secrets replaced: {kinds}"),
    "payload-nothing-redacted": ("置き換えた秘密情報はありません。", "No secrets were found in it."),
    "payload-body": (
        "次の 1 行が、送信されるバイト列そのものです。",
        "The following line is what is sent, byte for byte.",
    ),
    "spend-heading": ("AI の利用額", "What the AI has cost"),
    "spend-columns": (
        "日 | 用途 | モデル | 質問 | トークン | 金額",
        "Day | Purpose | Model | Questions | Tokens | Price",
    ),
    "spend-nothing": ("まだ利用はありません。", "Nothing was spent yet."),
    "verdict-confirmed": ("Claude もこの指摘を確認しました。", "Claude confirms this finding."),
    "verdict-refuted": (
        "Claude はこの指摘に同意していません。理由を読み、正しければ却下してください。",
        "Claude disagrees with this finding. Read why and, if it is right, dismiss it.",
    ),
    "lens-file": ("archlsp: {state} · 指摘 {findings} 件", "archlsp: {state} · {findings} findings"),
}
