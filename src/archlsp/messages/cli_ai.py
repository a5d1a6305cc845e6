"""What the terminal says about the AI: consent, prices, what was spent, batches."""

TEXTS: dict[str, tuple[str, str]] = {
    # help
    "help-consent-list": (
        "コードの送信を許可・拒否したフォルダーと送信先の一覧を表示します。",
        "List the folders and endpoints for which sending code was allowed or refused.",
    ),
    "help-consent-give": (
        "FOLDER（省略時は今のリポジトリ）のコードを AI の送信先に送ることを許可します。",
        "Allow sending the code of FOLDER (this repository if not given) to the AI’s endpoint.",
    ),
    "help-consent-withdraw": (
        "FOLDER（省略時は今のリポジトリ）の送信の許可を取り消します。",
        "Take back what was allowed for FOLDER (this repository if not given).",
    ),
    "help-status": (
        "このフォルダーで AI がどういう状態か（送信先、許可、キー、費用）を示します。何も送信しません。",
        "Tell how things stand with the AI here: endpoint, consent, key, spend. Sends nothing.",
    ),
    "help-spend": ("AI に使った費用とトークンを日ごとに示します。", "Show day by day what the AI has cost."),
    "help-option-days": ("何日分を示すかです（既定は 14）。", "How many days to show (14 by default)."),
    "help-cache-show": (
        "記憶している AI の回答の数を示します。",
        "Tell how many answers of the AI are remembered.",
    ),
    "help-cache-clear": (
        "記憶している AI の回答を忘れます。次のレビューでは改めて尋ねます。",
        "Forget the remembered answers of the AI; the next review asks again.",
    ),
    "help-batch-status": (
        "送信したバッチと、その進み具合を示します。",
        "Show the batches that were submitted, and how far they are.",
    ),
    "help-batch-submit": (
        "リポジトリ全体（PATH があればその範囲）のレビューをバッチとして送信します。"
        "半額ですが、送信先にデータが 29 日間残ります。",
        "Submit a review of everything (or of PATH) as a batch: half the price, but the data is kept for 29 days.",
    ),
    "help-batch-collect": (
        "終わったバッチの結果を受け取ります。指摘は archlsp review --all に表示されます。",
        "Take the results of batches that have ended; archlsp review --all then shows them.",
    ),
    "help-option-ai": (
        "変更を Claude にも尋ねます（送信の許可と API キーが必要です）。",
        "Ask Claude about the changes, too (needs consent and a key).",
    ),
    "help-option-ai-consent": (
        "この実行に限り、コードを AI の送信先に送ることを許可します（CI 向け）。",
        "Allow sending the code to the AI’s endpoint in this run only (for CI).",
    ),
    "help-option-estimate": (
        "--ai で送る量と費用の見積もりだけを表示し、何も送信しません。",
        "With --ai: only tell how much would be sent and what it would cost. Sends nothing.",
    ),
    "help-option-yes": (
        "費用などの確認の質問に「はい」と答えたことにします。",
        "Answer yes to the question about the price.",
    ),
    # usage
    "usage-needs": ("{option} は {other} と一緒に指定してください。", "{option} needs {other}."),
    "usage-days": (
        "--days には 1 から 3650 までの整数を指定してください（「{value}」は使えません）。",
        "--days is a whole number from 1 to 3650, not “{value}”.",
    ),
    # asking
    "ai-off-here": (
        'AI によるレビューは、このフォルダーの設定（ai.enabled = "off"）でオフになっています。',
        "The AI review is off for this folder: its settings say ai.enabled = “off”.",
    ),
    "ai-needs-consent": (
        "このフォルダーのコードを {endpoint} に送ることは許可されていません。"
        "「archlsp consent give」で許可できます（CI では --ai-consent を付けてください）。",
        "Sending this folder’s code to {endpoint} has not been allowed. "
        "Allow it with “archlsp consent give”, or for one run in CI with --ai-consent.",
    ),
    "ai-needs-yes": (
        "送信するには --yes を付けて実行してください（端末でないため質問できません）。",
        "To send it, run this with --yes: there is no terminal to ask on.",
    ),
    "ai-question": ("送信しますか? [y/N]", "Send it? [y/N]"),
    "ai-spent": (
        "Claude への質問 {calls} 件、{tokens} トークン、費用は{price}。",
        "Asked Claude {calls} times: {tokens} tokens, {price}.",
    ),
    "estimate": (
        "{endpoint} に送る量の見積もり: {files} ファイルについて質問 {questions} 件、"
        "入力は約 {tokens} トークン、費用は{price}。",
        "To be sent to {endpoint}: {questions} questions about {files} files, about {tokens} tokens, {price}.",
    ),
    "estimate-nothing": (
        "{files} ファイルについて、新たに送信するものはありません。",
        "There is nothing to send about {files} files.",
    ),
    "estimate-usd": ("約 ${likely}（多くても ${most}）", "about ${likely} (at most ${most})"),
    "estimate-unknown": ("不明", "cost unknown"),
    "spend-usd": ("${usd}", "${usd}"),
    "report-confirmed": ("Claude も確認しました", "Confirmed by Claude"),
    "report-refuted": ("Claude は誤検知と見ています", "Claude takes this for a false alarm"),
    # consent
    "cli-consent-given": (
        "{folder} のコードを {endpoint} に送ることを許可しました。「archlsp consent withdraw」で取り消せます。",
        "The code of {folder} may be sent to {endpoint}. “archlsp consent withdraw” takes this back.",
    ),
    "cli-consent-withdrawn": (
        "{folder} のコードを {endpoint} に送る許可を取り消しました。",
        "The code of {folder} may not be sent to {endpoint} any more.",
    ),
    "cli-consent-was-not": (
        "{folder} のコードを {endpoint} に送ることは許可されていませんでした。",
        "Sending the code of {folder} to {endpoint} was not allowed.",
    ),
    "cli-consent-none": (
        "送信を許可したフォルダーはありません。",
        "No folder’s code may be sent anywhere.",
    ),
    "cli-consent-yes": ("許可", "allowed"),
    "cli-consent-no": ("拒否", "refused"),
    # status
    "cli-status-folder": ("フォルダー: {folder}", "Folder: {folder}"),
    "cli-status-endpoint": ("送信先: {endpoint}", "Endpoint: {endpoint}"),
    "cli-status-model": ("モデル: {model}", "Model: {model}"),
    "cli-status-automatic": ("自動", "chosen by archlsp"),
    "cli-status-ready": ("AI: 使えます", "AI: ready"),
    "cli-status-not-ready": ("AI: {reason}", "AI: {reason}"),
    "cli-status-spent": (
        "今日の費用: {price}、{tokens} トークン（上限は 1 日 ${limit}）",
        "Spent today: {price}, {tokens} tokens (limit ${limit} a day)",
    ),
    "cli-status-remembered": ("記憶している回答: {count} 件", "Remembered answers: {count}"),
    "cli-status-batches": ("受け取っていないバッチ: {count} 件", "Batches not collected yet: {count}"),
    # spend
    "spend-none": ("AI はまだ使っていません。", "The AI has not been used yet."),
    "column-day": ("日付", "Day"),
    "column-purpose": ("目的", "Purpose"),
    "column-model": ("モデル", "Model"),
    "column-calls": ("質問", "Calls"),
    "column-tokens": ("トークン", "Tokens"),
    "column-usd": ("費用", "Cost"),
    "spend-total": ("合計", "Total"),
    "spend-unpriced": ("{usd} + 費用不明 {count} 件", "{usd} + {count} of unknown cost"),
    "purpose-review": ("レビュー", "review"),
    "purpose-verify": ("検証", "verify"),
    "purpose-rewrite": ("言い直し", "rewrite"),
    "purpose-deepen": ("詳細な説明", "explain"),
    "purpose-fix": ("修正案", "fix"),
    "purpose-test": ("テスト作成", "test"),
    "purpose-design": ("設計の相談", "design"),
    # cache
    "cache-shown": (
        "記憶している AI の回答は {count} 件です（{path}）。",
        "{count} answers of the AI are remembered ({path}).",
    ),
    "cache-cleared": (
        "記憶していた AI の回答 {count} 件を忘れました。",
        "Forgot {count} remembered answers of the AI.",
    ),
    # batches
    "batch-keeps": (
        "バッチの内容と結果は、送信先に 29 日間保存されます（データを保持しない契約があっても同じです）。"
        "料金は通常の半額です。",
        "What a batch holds and its results are kept at the endpoint for 29 days, "
        "also where a zero data retention agreement is in force. It costs half the usual price.",
    ),
    "batch-limit": (
        "見積もりの ${usd} は、今日の残りの予算 ${left} を超えます。範囲を PATH で絞るか、この実行だけ "
        "ARCHLSP_AI_BUDGET_DAILY_USD で上限を上げてください。",
        "The estimate of ${usd} is more than what is left of today’s budget, ${left}. Name fewer PATHs, or raise the "
        "limit for this run with ARCHLSP_AI_BUDGET_DAILY_USD.",
    ),
    "batch-submitted": (
        "バッチ {batch} を送信しました（質問 {count} 件）。終わったら「archlsp batch collect」で受け取れます。",
        "Submitted the batch {batch} ({count} questions). When it has ended, take it with “archlsp batch collect”.",
    ),
    "batch-waiting": (
        "質問 {count} 件はすでにバッチとして送信済みのため、送りません。",
        "{count} questions are in a batch already and are not sent again.",
    ),
    "batch-nothing": ("新たに送信するものはありません。", "There is nothing to submit."),
    "batch-none": ("受け取っていないバッチはありません。", "There is no batch to collect."),
    "batch-line": (
        "{batch}  {made}  質問 {count} 件  {state}",
        "{batch}  {made}  {count} questions  {state}",
    ),
    "batch-running": ("処理中", "running"),
    "batch-ended": ("終了", "ended"),
    "batch-unknown": ("不明", "unknown"),
    "batch-still-running": (
        "バッチ {batch} はまだ処理中です（通常 1 時間以内、最長 24 時間）。",
        "The batch {batch} is still running (usually under an hour, at most 24 hours).",
    ),
    "batch-collected": (
        "バッチ {batch}: 回答 {taken} 件から指摘 {findings} 件を受け取りました。"
        "「archlsp review --all」で表示できます。",
        "The batch {batch}: took {findings} findings from {taken} answers. “archlsp review --all” shows them.",
    ),
    "batch-outdated": (
        "回答 {count} 件は、送信後にコードか設定が変わったため使えません。",
        "{count} answers are of no use: the code or the settings have changed since they were submitted.",
    ),
    "batch-failed": (
        "質問 {count} 件には回答が得られませんでした。",
        "{count} questions were not answered.",
    ),
    "batch-other-endpoint": (
        "バッチ {batch} は {endpoint} に送信したものです。その送信先の設定で受け取ってください。",
        "The batch {batch} was submitted to {endpoint}. Collect it with the settings for that endpoint.",
    ),
    # doctor
    "doctor-ai-persona": ("AI の役割: {name}（版 {version}）", "AI persona: {name} (version {version})"),
    "doctor-ai-off": ("AI によるレビュー: オフ", "AI review: off"),
    "doctor-ai-ready": (
        "AI によるレビュー: 使えます（送信先 {endpoint}）",
        "AI review: ready ({endpoint})",
    ),
    "doctor-ai-unused": (
        "AI によるレビュー: 使っていません（送信先 {endpoint}）",
        "AI review: not in use ({endpoint})",
    ),
    "doctor-ai-sdk": ("Anthropic SDK {version}", "Anthropic SDK {version}"),
    "doctor-ai-no-sdk": (
        "Anthropic SDK が見つかりません。",
        "The Anthropic SDK is not there.",
    ),
    "doctor-ai-no-sdk-advice": (
        "archlsp を入れ直してください。ルールによるレビューはこのままで動きます。",
        "Install archlsp again. The review by rules works as it is.",
    ),
}
