"""What the offline rules say about themselves: a rule that is off, a worker in trouble."""

TEXTS: dict[str, tuple[str, str]] = {
    "rules-timeout": (
        "「{path}」のレビューが制限時間（{seconds} 秒）を超えたため、このファイルを飛ばしました。",
        "The review of “{path}” took longer than {seconds} s; this file was skipped.",
    ),
    "rules-crashed": (
        "「{path}」のレビュー中にルールの実行プロセスが 2 回停止しました。このファイルはレビューできていません。",
        "The process that runs the rules died twice on “{path}”; this file could not be reviewed.",
    ),
    "rules-not-started": (
        "ルールの実行プロセスを起動できません（{kind}）。`archlsp doctor` で原因を確認してください。",
        "The process that runs the rules cannot be started ({kind}). Run `archlsp doctor` to see why.",
    ),
    "rules-closed": (
        "終了処理中のため、「{path}」はレビューしていません。",
        "“{path}” was not reviewed because archlsp is shutting down.",
    ),
    "rules-too-large": (
        "「{path}」は {characters} 文字あり、上限（{limit} 文字）を超えるため飛ばしました。",
        "“{path}” was skipped: it has {characters} characters, more than {limit}.",
    ),
    "rules-long-line": (
        "「{path}」には {characters} 文字の行があり、生成または圧縮されたコードとみなして飛ばしました。",
        "“{path}” was skipped: one of its lines has {characters} characters, so it is taken for generated code.",
    ),
    "rules-too-deep": (
        "「{path}」は入れ子が深すぎるため、一部のルールを適用できませんでした。",
        "“{path}” is nested too deeply for some of the rules.",
    ),
    "rules-engine-failed": (
        "「{path}」で {engine} のルールが失敗しました（{kind}）。ほかのルールの結果は有効です。",
        "The {engine} rules failed on “{path}” ({kind}). What the other rules found still stands.",
    ),
    "project-rules-off": (
        "{folder} のルールが {count} 回続けて制限時間を超えたため、ファイルが変わるまで無効にします。",
        "The rules in {folder} took too long {count} times; they are off until one of their files changes.",
    ),
    "rule-project-prefix": (
        "{file}:{line}: プロジェクトのルールの id は「{prefix}」で始めてください（「{id}」は無効です）。",
        "{file}:{line}: the id of a project's rule must begin with “{prefix}”; “{id}” is off.",
    ),
    "rule-unreadable": (
        "{file}: ルールを読めないため無効にしました（{kind}）。",
        "{file}: the rule is off because it cannot be read ({kind}).",
    ),
    "rule-too-large": (
        "{file}:{line}: ルールが {limit} 文字を超えるため無効にしました。",
        "{file}:{line}: the rule is off because it has more than {limit} characters.",
    ),
    "rule-yaml": (
        "{file}:{line}: YAML として読めないため、ルールを無効にしました（{reason}）。",
        "{file}:{line}: the rule is off because it is not valid YAML ({reason}).",
    ),
    "rule-alias": (
        "{file}:{line}: YAML のエイリアスは使えません。ルールを無効にしました。",
        "{file}:{line}: the rule is off: YAML aliases are not allowed.",
    ),
    "rule-key-twice": (
        "{file}:{line}: キー「{key}」が 2 回書かれています。ルールを無効にしました。",
        "{file}:{line}: the rule is off: the key “{key}” is given twice.",
    ),
    "rule-unknown-key": (
        "{file}:{line}: 「{key}」というキーはありません。ルールを無効にしました。",
        "{file}:{line}: the rule is off: there is no key “{key}”.",
    ),
    "rule-missing-key": (
        "{file}:{line}: 「{key}」がありません。ルールを無効にしました。",
        "{file}:{line}: the rule is off: “{key}” is missing.",
    ),
    "rule-wrong-type": (
        "{file}:{line}: 「{key}」の型が違います（{expected} が必要）。ルールを無効にしました。",
        "{file}:{line}: the rule is off: “{key}” must be of type {expected}.",
    ),
    "rule-wrong-value": (
        "{file}:{line}: 「{key}」の値「{value}」は使えません（許される値: {allowed}）。ルールを無効にしました。",
        "{file}:{line}: the rule is off: “{key}” cannot be “{value}” (allowed: {allowed}).",
    ),
    "rule-name": (
        "{file}:{line}: id「{id}」はファイル名と一致していません。ルールを無効にしました。",
        "{file}:{line}: the rule is off: its id “{id}” differs from the name of its file.",
    ),
    "rule-id-twice": (
        "{file}:{line}: id「{id}」のルールは既にあります。こちらを無効にしました。",
        "{file}:{line}: the rule is off: there is another rule with the id “{id}”.",
    ),
    "rule-placeholders": (
        "{file}:{line}: 日本語と英語で {names} の使い方が違います。ルールを無効にしました。",
        "{file}:{line}: the rule is off: {names} is used in one language only.",
    ),
    "rule-one-language": (
        "{file}:{line}: 「{key}」が片方の言語にしかありません。ルールを無効にしました。",
        "{file}:{line}: the rule is off: “{key}” is given in one language only.",
    ),
    "rule-unknown-name": (
        "{file}:{line}: 「{name}」というメタ変数はパターンにありません。ルールを無効にしました。",
        "{file}:{line}: the rule is off: no pattern has a metavariable “{name}”.",
    ),
    "rule-body": (
        "{file}:{line}: エンジンがルールの本体を受け付けません（{reason}）。ルールを無効にしました。",
        "{file}:{line}: the rule is off: its engine does not accept the body ({reason}).",
    ),
    "example-lines": (
        "{rule}: 例 {example} の指摘行が違います。期待: {expected}、実際: {found}",
        "{rule}: example {example} is found at other lines. Expected {expected}, found {found}",
    ),
    "example-fixed": (
        "{rule}: 例 {example} の修正結果が違います。期待:\n{expected}\n実際:\n{found}",
        "{rule}: example {example} is fixed differently. Expected:\n{expected}\nFound:\n{found}",
    ),
}
