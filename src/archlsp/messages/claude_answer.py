"""Why something that Claude proposed is not shown."""

TEXTS: dict[str, tuple[str, str]] = {
    "ai-edit-nothing": (
        "Claude の提案には、実際の変更が含まれていませんでした。",
        "What Claude proposed does not change anything.",
    ),
    "ai-edit-no-match": (
        "提案された修正の対象がファイルの現在の内容と一致しないため、表示しません。もう一度お試しください。",
        "The proposed change is not shown: the code it would replace is not in the file as it is now. "
        "Please try again.",
    ),
    "ai-edit-ambiguous": (
        "提案された修正の対象がファイル内に複数あり、場所を特定できないため、表示しません。もう一度お試しください。",
        "The proposed change is not shown: the code it would replace is in the file more than once. Please try again.",
    ),
    "ai-edit-overlaps": (
        "提案された修正どうしが重なっているため、表示しません。もう一度お試しください。",
        "The proposed change is not shown: parts of it overlap. Please try again.",
    ),
    "ai-edit-elsewhere": (
        "提案された修正が対象外のファイルを変更しようとしたため、表示しません。",
        "The proposed change is not shown: it would touch a file that was not asked about.",
    ),
    "ai-edit-hidden": (
        "提案された修正に、画面に表示されない文字が含まれているため、表示しません。",
        "The proposed change is not shown: there are characters in it that nobody would see.",
    ),
    "ai-edit-redacted": (
        "提案された修正に、伏せ字にした秘密情報の代わりの文字列が残っているため、表示しません。",
        "The proposed change is not shown: it would write the placeholder of a redacted secret into the code.",
    ),
    "ai-edit-too-much": (
        "提案された修正が大きすぎるため、表示しません。",
        "The proposed change is not shown: it is too large.",
    ),
}
