"""The answer to a design question without a model."""

TEXTS: dict[str, tuple[str, str]] = {
    "offline-what-this-is": (
        "この文書は、モデルを使わずに書きました。設計そのものは含みません。リポジトリから確かめられたこと、この種類の設計で必ず決めること、"
        "記入用の雛形をまとめています。",
        "This was written without a model and holds no design: it is what could be established about the "
        "repository, what has to be"
        " decided for this kind of design, and a template to fill in.",
    ),
    "offline-understood": ("質問の種類", "The kind of question"),
    "offline-kinds": (
        "次の種類の質問として扱いました: {kinds}。",
        "It was taken as a question about: {kinds}.",
    ),
    "offline-focus": ("対象: {path}", "Its focus: {path}"),
    "offline-no-focus": (
        "質問は特定のコードを指しているようですが、対象が選ばれていません。コードを選択して、もう一度質問してください。",
        "The question seems to point at some code, and none is selected. Select it and ask again.",
    ),
    "offline-requirements": (
        "設計の前に、誰のどんな業務のためか、成功を何で測るか、許される停止時間とデータの損失を一行ずつ書いてください。",
        "Before designing, write one line each on whose work it serves, how success is measured, and how "
        "much downtime and"
        " loss of data is allowed.",
    ),
    "offline-repository": ("このリポジトリから", "From this repository"),
    "offline-bearing": ("質問に関係しそうなもの:", "What probably bears on it:"),
    "offline-files": ("名前が関係しそうなファイル", "Files with a name that bears on it"),
    "offline-nothing-bears": (
        "質問の言葉に当てはまるものは、目録に見つかりませんでした。まだ存在しないか、別の言葉で書かれています。",
        "Nothing in the inventory shares the question’s words: it is not there yet, or goes by another name.",
    ),
    "offline-counts": ("リポジトリ全体の目録: {counts}", "In the whole repository: {counts}"),
    "offline-looked-at": (
        "{files} 個のファイルを調べ、{skipped} 個は調べていません。"
        "実行時の設定、データ量、運用中の環境は見ていません。",
        "{files} files were looked at and {skipped} were not, nor the configuration at run time, the "
        "amount of data or what runs"
        " in production.",
    ),
    "offline-findings": ("関係するルールの指摘", "Findings of the rules that bear on it"),
    "offline-checklist": ("確認項目: {kind}", "Checklist: {kind}"),
    "offline-template": ("記入用の雛形", "A template to fill in"),
    "offline-fill-in": (
        "当てはまらない節は消してください。埋めるために書く必要はありません。",
        "Delete what does not apply; nothing has to be filled.",
    ),
    "offline-with-a-key": ("API キーがあると", "With a key"),
    "offline-key-adds": (
        "API キーを設定し、このフォルダーのコードの送信に同意すると、同じ質問に Claude が答えます。"
        "上の目録と文書をふまえた選択肢の比較、推奨と理由、"
        "インターフェースとスキーマ、図、テスト、移行手順まで書き、リポジトリへの言及にはすべて場所が付きます。",
        "With a key, and your consent to send code of this folder, Claude answers the same question: "
        "options compared on the ground"
        " of the inventory and documents above, a recommendation with its reasons, interfaces and "
        "schema, diagrams, tests and the"
        " rollout, each statement about the repository with its place.",
    ),
    "offline-kind-auth": ("認証と認可", "authentication and authorization"),
    "offline-kind-api": ("API の設計", "the design of an API"),
    "offline-kind-schema": ("データモデルとスキーマ", "data model and schema"),
    "offline-kind-query": ("クエリの性能", "performance of queries"),
    "offline-kind-cache": ("キャッシュ", "caching"),
    "offline-kind-queue": ("キューと非同期処理", "queues and asynchronous work"),
    "offline-kind-service": ("サービスの分割", "splitting and building services"),
    "offline-kind-scaling": ("負荷とスケーリング", "load and scaling"),
    "offline-kind-realtime": ("リアルタイム配信", "real-time delivery"),
    "offline-kind-payment": ("決済", "payments"),
    "offline-kind-migration": ("移行", "migration"),
    "offline-kind-deployment": ("配布と運用基盤", "deployment and platform"),
    "offline-kind-general": ("設計全般", "design in general"),
    "offline-options-table": (
        "| 案 | 得るもの | 失うもの | 向いている場合 |\n|---|---|---|---|\n"
        "| いまあるものを使う |  |  |  |\n| 最も単純な新しい案 |  |  |  |\n|  |  |  |  |",
        "| Option | Gives | Costs | Right when |\n|---|---|---|---|\n"
        "| Use what is there |  |  |  |\n| The simplest new one |  |  |  |\n|  |  |  |  |",
    ),
    "offline-section-understood": (
        "誰が、何のために必要とし、成功をどう測るか。仮定に番号を付けて書きます。",
        "Who needs it for what, and how success is measured. Number the assumptions.",
    ),
    "offline-section-options": (
        "2〜4 案を、同じ観点で比べます。",
        "Two to four, compared by the same measures.",
    ),
    "offline-section-recommendation": (
        "選んだ案、決め手になった理由、考えを変える条件。",
        "The option, the reasons that decided, and what would change your mind.",
    ),
    "offline-section-design": (
        "インターフェース（要求、応答、エラー）、スキーマ（キー、制約、索引）、流れの図。",
        "Interfaces (requests, answers, errors), schema (keys, constraints, indexes), and the flow.",
    ),
    "offline-section-growth": (
        "いまの数字と、10 倍・100 倍で最初に壊れるもの。",
        "Today’s numbers, and what breaks first at ten and a hundred times.",
    ),
    "offline-section-edges": (
        "二重、再試行、時間切れ、途中の失敗、順序、空と巨大な入力。",
        "Doubles, retries, time-outs, partial failure, order, empty and huge input.",
    ),
    "offline-section-security": (
        "何を誰から守り、どこで確かめるか。個人情報、秘密情報、監査。",
        "What is protected from whom, and where it is checked; personal data, secrets, audit.",
    ),
    "offline-section-tests": (
        "最初に失敗させるテストの名前と、確かめること。",
        "Names of the tests that fail first, and what each asserts.",
    ),
    "offline-section-monitoring": (
        "指標、しきい値、誰が何をするか。",
        "The metric, the threshold, and who does what.",
    ),
    "offline-section-risks": (
        "リスク、対策、早く気づくための兆候。",
        "Each risk with its mitigation and its early sign.",
    ),
    "offline-section-rollout": (
        "一段ずつ配布でき、戻せる手順。",
        "Steps that are released, and taken back, one by one.",
    ),
    "offline-section-references": ("根拠にした標準や文書。", "Standards and documents it rests on."),
    "offline-actor-client": ("クライアント", "Client"),
    "offline-actor-service": ("サービス", "Service"),
    "offline-actor-store": ("データベース", "Database"),
    "offline-actor-request": ("要求", "request"),
    "offline-actor-read": ("読み書き", "read and write"),
    "offline-actor-rows": ("結果", "rows"),
    "offline-actor-answer": ("応答", "answer"),
}
