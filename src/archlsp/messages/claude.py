"""What Claude's part of the flow says."""

TEXTS: dict[str, tuple[str, str]] = {
    "ai-off": (
        'AI によるレビューはオフです。使うには設定 ai.enabled を "ask" か "on" にしてください。',
        "The AI review is off. To use it, set ai.enabled to “ask” or “on”.",
    ),
    "ai-no-key": (
        "Claude の API キーが見つかりません。環境変数 ANTHROPIC_API_KEY か、"
        "ユーザー設定の ai.key_command を設定してください。"
        "キーがなくても、ルールによるレビューは動きます。",
        "No API key for Claude was found. Set ANTHROPIC_API_KEY, or ai.key_command in your own settings. "
        "The review by rules works without one.",
    ),
    "ai-no-consent": (
        "このフォルダーのコードを {endpoint} に送ることはまだ許可されていません。"
        "コマンド「archlsp.enableAi」か「archlsp consent give」で許可できます。",
        "Sending this folder’s code to {endpoint} has not been allowed. "
        "Allow it with the command “archlsp.enableAi” or with “archlsp consent give”.",
    ),
    "ai-nothing-to-ask": (
        "「{path}」には、いま Claude に尋ねる最近の変更がありません。",
        "There is no recent change in “{path}” to ask Claude about.",
    ),
    "ai-all-remembered": (
        "変更はすべてレビュー済みです。何も送信しません。",
        "Every change has been reviewed already. Nothing would be sent.",
    ),
    "ai-cut-short": (
        "Claude の回答が長さの上限で途切れました。届いた指摘だけを表示しています。",
        "Claude’s answer was cut off at its length limit. What arrived is shown.",
    ),
    "ai-refused": (
        "Claude がこの内容への回答を断りました。「指摘なし」という意味ではありません。",
        "Claude declined to answer about this. It does not mean that nothing was found.",
    ),
    "ai-no-answer": (
        "Claude から使える回答が得られませんでした。もう一度お試しください。",
        "Claude gave no answer that can be used. Please try again.",
    ),
    "ai-no-place-for-test": (
        "このコードのテストをどこに書くべきか分かりませんでした。",
        "It is not clear where a test of this code belongs.",
    ),
    "ai-fix-does-not-parse": (
        "提案された修正を適用するとコードの構文が壊れるため、表示しません。",
        "The proposed fix is not shown: with it the code would not parse any more.",
    ),
}
