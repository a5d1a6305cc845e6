"""What is said when the model cannot be asked.

`ai-fault-`: one question, or a line that is stopped. `ai-pause-`: a line that goes on by itself.
"""

TEXTS: dict[str, tuple[str, str]] = {
    "ai-endpoint-invalid": (
        "ai.base_url は、使える URL ではありません。"
        "http:// か https:// で始まり、ユーザー名・パスワード・クエリを含まない URL を設定してください。",
        "ai.base_url is not a usable URL. "
        "It must begin with http:// or https:// and have no user name, password or query.",
    ),
    "ai-endpoint-no-region": (
        "クラウドのリージョンがわかりません。"
        "環境変数 AWS_REGION か CLOUD_ML_REGION、または ai.base_url を設定してください。",
        "The cloud’s region is not known. Set the environment variable AWS_REGION or CLOUD_ML_REGION, "
        "or ai.base_url.",
    ),
    "ai-endpoint-version": (
        "ai.base_url の末尾の /v1 は不要なので、取り除いて使います({endpoint})。",
        "The /v1 at the end of ai.base_url is not needed and was taken off ({endpoint}).",
    ),
    "ai-endpoint-unencrypted": (
        "{endpoint} への通信は暗号化されません。コードと API キーが平文でネットワークを流れます。",
        "What is sent to {endpoint} is not encrypted: code and API key cross the network in plain text.",
    ),
    "ai-fault-no-key": (
        "Claude の API キーが見つかりません。環境変数 ANTHROPIC_API_KEY か ai.key_command を設定してください。",
        "No API key for Claude was found. Set the environment variable ANTHROPIC_API_KEY, or ai.key_command.",
    ),
    "ai-fault-key-refused": (
        "API キーが受け付けられませんでした。キーが正しく、有効であることを確認してください。",
        "The API key was refused. Check that it is right and still valid.",
    ),
    "ai-fault-forbidden": (
        "この API キーには、このモデルを使う権限がありません。Anthropic Console で権限を確認してください。",
        "This API key may not use this model. Check its permissions in the Anthropic Console.",
    ),
    "ai-fault-no-model": (
        "指定されたモデルが見つかりません。ai.model を確認してください。",
        "There is no such model. Check ai.model.",
    ),
    "ai-fault-no-credit": (
        "残高不足か利用額の上限のため、Claude を使えません。請求の設定を確認してください。",
        "Claude cannot be used: the credit is used up, or a spend limit is reached. Check the billing settings.",
    ),
    "ai-fault-configuration": (
        "AI の接続設定に問題があります。"
        "ai.base_url、ai.provider、プロキシ、証明書 (SSL_CERT_FILE) を確認してください。",
        "The AI’s connection is not set up right. "
        "Check ai.base_url, ai.provider, the proxy and the certificates (SSL_CERT_FILE).",
    ),
    "ai-fault-bad-request": (
        "API が質問を受け付けませんでした。モデルが archlsp の使う機能に対応していない可能性があります。",
        "The API did not accept the question. The model may not support what archlsp uses.",
    ),
    "ai-fault-too-large": (
        "質問がモデルの上限を超えています。ファイルを分けるか、ai.per_review_tokens を小さくしてください。",
        "The question is too long for the model. Split the file, or lower ai.per_review_tokens.",
    ),
    "ai-fault-rate-limit": (
        "API の利用頻度の上限に達しました。しばらくすると再開します。",
        "The API’s rate limit is reached. It goes on by itself in a while.",
    ),
    "ai-fault-overloaded": (
        "API が混み合っています。しばらくすると再開します。",
        "The API is overloaded. It goes on by itself in a while.",
    ),
    "ai-fault-server": (
        "API 側でエラーが起きました。しばらくすると再開します。",
        "The API had an error of its own. It goes on by itself in a while.",
    ),
    "ai-fault-offline": (
        "API に接続できません。ネットワークを確認してください。ルールによるレビューは続きます。",
        "The API cannot be reached. Check the network. The review by rules goes on.",
    ),
    "ai-fault-not-an-api": (
        "API ではないものが応答しました。ネットワークのログイン画面か、誤った ai.base_url の可能性があります。",
        "Something other than the API answered: perhaps the sign-in page of a network, or a wrong ai.base_url.",
    ),
    "ai-fault-broken-stream": (
        "回答の途中で接続が切れました。届いた指摘だけを表示しています。",
        "The connection broke in the middle of the answer. What arrived is shown.",
    ),
    "ai-fault-timed-out": (
        "制限時間内に回答が終わりませんでした。届いた指摘だけを表示しています。",
        "The answer did not end in time. What arrived is shown.",
    ),
    "ai-fault-too-much": (
        "回答が異常に長いため、途中で打ち切りました。届いた指摘だけを表示しています。",
        "The answer was absurdly long and was cut off. What arrived is shown.",
    ),
    "ai-fault-worker": (
        "AI 用の補助プロセスが異常終了しました。次の質問のときに再起動します。",
        "The helper process for the AI ended unexpectedly. It is started again with the next question.",
    ),
    "ai-pause-rate-limit": (
        "AI を一時停止しました: API の利用頻度の上限です。{seconds} 秒後に再開します。",
        "AI paused: rate limit, again in {seconds} s.",
    ),
    "ai-pause-overloaded": (
        "AI を一時停止しました: API が混み合っています。{seconds} 秒後に再開します。",
        "AI paused: the API is overloaded, again in {seconds} s.",
    ),
    "ai-pause-server": (
        "AI を一時停止しました: API 側のエラーです。{seconds} 秒後に再開します。",
        "AI paused: the API has errors of its own, again in {seconds} s.",
    ),
    "ai-pause-offline": (
        "AI を一時停止しました: API に接続できません。{seconds} 秒後に再開します。",
        "AI paused: the API cannot be reached, again in {seconds} s.",
    ),
    "ai-pause-not-an-api": (
        "AI を一時停止しました: API ではないものが応答しました (ネットワークのログイン画面など)。"
        "{seconds} 秒後に再開します。",
        "AI paused: something other than the API answered (perhaps the sign-in page of a network), "
        "again in {seconds} s.",
    ),
    "ai-pause-broken-stream": (
        "AI を一時停止しました: 回答の途中で接続が切れることが続いています。{seconds} 秒後に再開します。",
        "AI paused: the connection keeps breaking in the middle of answers, again in {seconds} s.",
    ),
    "ai-pause-timed-out": (
        "AI を一時停止しました: 制限時間内に回答が終わらないことが続いています。{seconds} 秒後に再開します。",
        "AI paused: answers keep running out of time, again in {seconds} s.",
    ),
    "ai-pause-bad-request": (
        "AI を一時停止しました: API が質問を受け付けない状態が続いています。{seconds} 秒後に再開します。",
        "AI paused: the API keeps refusing the questions, again in {seconds} s.",
    ),
    "ai-pause-worker": (
        "AI を一時停止しました: 補助プロセスの異常終了が続いています。{seconds} 秒後に再開します。",
        "AI paused: the helper process keeps ending unexpectedly, again in {seconds} s.",
    ),
}
