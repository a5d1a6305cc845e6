"""What the limits on spending say."""

TEXTS: dict[str, tuple[str, str]] = {
    "ai-review-too-large": (
        "この質問は約 {tokens} トークンで、1 回の上限（{limit}）を超えるため送りません。"
        "設定 ai.budget.per_review_tokens で変更できます。",
        "This question has about {tokens} tokens, more than the limit of {limit}, and is not sent. "
        "The setting ai.budget.per_review_tokens changes the limit.",
    ),
    "ai-day-spent": (
        "AI を一時停止しました。今日の利用額は ${spent}、上限は ${limit} です。ルールによるレビューは続きます。"
        "設定 ai.budget.daily_usd で変更できます。",
        "The AI is paused: ${spent} of today’s ${limit} are spent. The review by rules goes on. "
        "The setting ai.budget.daily_usd changes the limit.",
    ),
}
