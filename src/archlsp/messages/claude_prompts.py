"""What is said about personas, and about what did not fit into a question."""

TEXTS: dict[str, tuple[str, str]] = {
    "persona-missing": (
        "ペルソナ「{name}」が見つかりません。ユーザー設定フォルダーの agents/{name}.md に置くか、"
        "プロジェクトの .claude/agents を使う場合は「archlsp trust」でプロジェクトを信頼してください。",
        "There is no persona “{name}”. Put it into agents/{name}.md in your settings folder or, to use the project’s "
        ".claude/agents, trust the project with “archlsp trust”.",
    ),
    "persona-too-large": (
        "ペルソナのファイル「{file}」が大きすぎます。200 KB 以下にしてください。",
        "The persona file “{file}” is too large. Keep it under 200 KB.",
    ),
    "persona-unreadable": (
        "ペルソナのファイル「{file}」を UTF-8 のテキストとして読めません。",
        "The persona file “{file}” cannot be read as UTF-8 text.",
    ),
    "persona-empty": (
        "ペルソナのファイル「{file}」に本文がありません。front matter の後にプロンプトを書いてください。",
        "The persona file “{file}” has no text. Write the prompt below the front matter.",
    ),
    "persona-not-closed": (
        "ペルソナのファイル「{file}」の front matter が閉じられていません。2 つ目の「---」の行を加えてください。",
        "The front matter of the persona file “{file}” is not closed. Add the second line “---”.",
    ),
    "persona-broken": (
        "ペルソナのファイル「{file}」の front matter が {line} 行目付近で YAML として読めません。",
        "The front matter of the persona file “{file}” is not valid YAML near line {line}.",
    ),
    "persona-wrong-type": (
        "ペルソナのファイル「{file}」の {key} は文字列で書いてください。",
        "In the persona file “{file}”, {key} must be text.",
    ),
    "ai-cut-documents": (
        "トークンの上限により、プロジェクトの文書 {count} 件を質問に含めませんでした。",
        "{count} of the project’s documents were left out of the question to stay within the token limit.",
    ),
    "ai-cut-file": (
        "トークンの上限により、「{path}」は変更箇所の周辺だけを質問に含めました。",
        "Of “{path}” only what is around the changes was put into the question, to stay within the token limit.",
    ),
    "ai-cut-units": (
        "トークンの上限により、「{path}」の変更箇所 {count} か所を質問に含めませんでした。",
        "{count} changed places of “{path}” were left out of the question to stay within the token limit.",
    ),
}
