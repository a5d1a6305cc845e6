"""Answers of a model to design questions, for tests."""

from archlsp.design.sections import HEADINGS, Section

WORDS = {
    Section.UNDERSTOOD: "店舗の担当者が在庫を正しく知る必要があります。\n\n1. 一つの倉庫だけを扱うと仮定します。",
    Section.OPTIONS: (
        "| 案 | 得るもの | 失うもの |\n|---|---|---|\n"
        "| 表を足す | 簡単です | 拡張が遅れます |\n| 分離する | 独立します | 運用が増えます |"
    ),
    Section.RECOMMENDATION: "表を足す案を推奨します。既存の `api.py:5` の関数をそのまま使えるためです。",
    Section.DESIGN: (
        "既存の処理は `api.py:5` と `ghost/nowhere.py:12` にあります。\n\n"
        "```sql\nCREATE TABLE stock (sku text PRIMARY KEY, count integer NOT NULL);\n```\n\n"
        "```mermaid\nsequenceDiagram\n  店舗->>API: 在庫を尋ねる\n```"
    ),
    Section.EDGES: "同じ引当が二度届く場合があります。冪等キーで一度だけ処理します。",
    Section.TESTS: "- `test_reserve_twice`: 二度引き当てても在庫は一度だけ減ることを確かめます。",
    Section.MONITORING: "引当の失敗率を監視し、5 分間 1% を超えたら担当者を呼びます。",
    Section.RISKS: "| リスク | 対策 |\n|---|---|\n| 在庫がずれる | 毎晩突き合わせます |",
}


def answer(*left_out: Section, **more: str) -> str:
    """A whole answer in Japanese, without some sections; `more`: other words for a section by its name."""
    titles = HEADINGS["ja"]
    words = {**WORDS, **{Section(name): text for name, text in more.items()}}
    parts = [f"## {titles[section]}\n\n{words[section]}\n" for section in Section if section in words]
    gone = {titles[section] for section in left_out}
    return "\n".join(part for part in parts if part.split("\n")[0].removeprefix("## ") not in gone)
