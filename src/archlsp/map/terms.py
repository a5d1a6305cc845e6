"""Words of names and questions, as stems: `orderItems`, `order_items` and 注文 speak of the same."""

import re
from collections.abc import Iterator
from functools import lru_cache

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_ASCII = re.compile(r"[A-Za-z0-9]+")
_SHORTEST = 2
_STOP = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "can",
        "do",
        "does",
        "for",
        "from",
        "get",
        "has",
        "have",
        "how",
        "i",
        "in",
        "is",
        "it",
        "its",
        "of",
        "on",
        "or",
        "our",
        "should",
        "so",
        "that",
        "the",
        "their",
        "there",
        "this",
        "to",
        "use",
        "used",
        "uses",
        "using",
        "via",
        "was",
        "we",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
        "all",
        "any",
        "each",
        "if",
        "into",
        "me",
        "my",
        "need",
        "not",
        "now",
        "one",
        "they",
        "want",
        "add",
        "make",
    ]
)
_SUFFIXES = (("ies", "y"), ("sses", "ss"), ("ations", "at"), ("ation", "at"), ("ating", "at"), ("ated", "at"))
_SHORT_SUFFIXES = ("ings", "ing", "ers", "er", "ors", "or", "ed", "es", "s", "e")
# Japanese terms of the trade and the words that code has for them.
_JAPANESE = {
    "認証": "auth authentication login",
    "認可": "auth authorization permission",
    "権限": "permission role authorization",
    "ログイン": "login auth session signin",
    "ログアウト": "logout session",
    "登録": "register signup create",
    "在庫": "inventory stock",
    "注文": "order",
    "受注": "order",
    "決済": "payment charge billing checkout",
    "支払": "payment",
    "請求": "invoice billing",
    "返金": "refund",
    "検索": "search query",
    "通知": "notification notify push",
    "メール": "mail email",
    "顧客": "customer client",
    "会員": "member user",
    "ユーザ": "user account",
    "利用者": "user",
    "アカウント": "account user",
    "商品": "product item",
    "カート": "cart basket",
    "配送": "shipping delivery shipment",
    "予約": "reservation booking",
    "記事": "article post",
    "投稿": "post",
    "コメント": "comment",
    "画像": "image picture",
    "ファイル": "file upload",
    "アップロード": "upload",
    "ダウンロード": "download",
    "設定": "config setting env",
    "環境変数": "env config",
    "鍵": "key secret",
    "秘密": "secret",
    "トークン": "token",
    "セッション": "session",
    "キャッシュ": "cache redis",
    "データベース": "database db table",
    "テーブル": "table",
    "スキーマ": "schema table",
    "移行": "migration",
    "マイグレーション": "migration",
    "索引": "index",
    "インデックス": "index",
    "キュー": "queue topic",
    "メッセージ": "message queue topic",
    "イベント": "event topic",
    "ジョブ": "job task cron",
    "バッチ": "batch job cron",
    "定期": "cron schedule",
    "非同期": "async queue task",
    "サービス": "service",
    "外部": "external client call",
    "エンドポイント": "endpoint route api",
    "経路": "route endpoint",
    "監視": "monitor metric health",
    "ログ": "log",
    "障害": "incident failure",
    "インシデント": "incident",
    "監査": "audit",
    "分析": "analytics report",
    "報告": "report",
    "集計": "aggregate report",
    "統計": "statistics metric",
    "管理": "admin",
    "組織": "organization tenant",
    "住所": "address",
    "価格": "price",
    "割引": "discount coupon",
    "署名": "signature sign",
    "文書": "document",
    "地域": "region",
    "病院": "hospital",
    "診察": "visit",
    "所有者": "owner",
    "レート制限": "rate limit throttle",
    "流量": "rate limit throttle",
    "再試行": "retry backoff",
    "リトライ": "retry backoff",
    "冪等": "idempotent idempotency",
    "暗号": "encrypt crypto cipher",
    "パスワード": "password",
    "ロック": "lock",
    "トランザクション": "transaction",
    "接続": "connection pool",
    "タイムアウト": "timeout",
    "クエリ": "query",
    "ワーカー": "worker",
    "ストレージ": "storage blob bucket",
    "履歴": "history",
    "承認": "approval approve",
    "購読": "subscription subscribe",
    "配信": "publish delivery",
    "倉庫": "warehouse",
    "発注": "purchase order",
    "出荷": "shipment shipping",
    "同期": "sync",
    "招待": "invite invitation",
    "ロール": "role permission",
    "テナント": "tenant organization",
    "クーポン": "coupon discount",
    "ポイント": "point reward",
    "ゲートウェイ": "gateway proxy",
    "ミドルウェア": "middleware interceptor",
}


@lru_cache(maxsize=20_000)
def words_of(text: str) -> frozenset[str]:
    """Return the stems of a name: split at signs and at changes of case."""
    return frozenset(_stems(text))


def terms_of(question: str) -> frozenset[str]:
    """Return the stems of a question, with what its Japanese terms are called in code."""
    said = [english for japanese, english in _JAPANESE.items() if japanese in question]
    return frozenset(_stems(" ".join([question, *said])))


def english_words(text: str) -> list[str]:
    """Return a text's ASCII words in small letters, and one word for each Japanese term, in the order of reading."""
    found = [(match.start(), match.group().lower()) for match in _ASCII.finditer(text)]
    found += [(text.find(term), said.split()[0]) for term, said in _JAPANESE.items() if term in text]
    return list(dict.fromkeys(word for _, word in sorted(found)))


def _stems(text: str) -> Iterator[str]:
    for word in _WORD.findall(text):
        small = word.lower()
        if len(small) >= _SHORTEST and small not in _STOP:
            yield _stem(small)


def _stem(word: str) -> str:
    """A short, blunt stemmer: it only has to give the same for the forms of one word."""
    for suffix, instead in _SUFFIXES:
        if word.endswith(suffix) and len(word) > len(suffix) + 1:
            return word[: -len(suffix)] + instead
    for suffix in _SHORT_SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) > _SHORTEST:
            return word[: -len(suffix)]
    return word
