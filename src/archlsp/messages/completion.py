"""What is said about completions for shells."""

TEXTS: dict[str, tuple[str, str]] = {
    "help-completion": (
        'シェルの補完スクリプトを表示します（bash なら eval "$(archlsp completion bash)" を ~/.bashrc に）。',
        'Print the completion for a shell (for bash: eval "$(archlsp completion bash)" in ~/.bashrc).',
    ),
    "usage-shell": (
        "「{shell}」の補完はありません。使えるのは {choices} です。",
        "There is no completion for “{shell}”. It is one of {choices}.",
    ),
}
