# ruff: noqa: E501 - code in other languages keeps its own line lengths
"""Back-end files of a wanted length, made from one plausible block a language, and repositories of them."""

import os
import subprocess
from pathlib import Path

_HEAD = {
    "py": "import logging\n\nimport requests\nfrom flask import Flask, jsonify, request\n\napp = Flask(__name__)\nlog = logging.getLogger(__name__)\n",
    "ts": 'import axios from "axios";\nimport { PrismaClient } from "@prisma/client";\n\nconst prisma = new PrismaClient();\n',
    "go": 'package store\n\nimport (\n\t"context"\n\t"database/sql"\n\t"fmt"\n\t"net/http"\n)\n\nvar client = &http.Client{}\n',
    "java": "package shop;\n\nimport java.util.*;\nimport org.springframework.jdbc.core.JdbcTemplate;\n\nclass Service {\n    JdbcTemplate jdbc;\n",
}
_BLOCK = {
    "py": '''

@app.get("/orders/{n}/<int:order_id>")
def order_{n}(order_id):
    """Return order {n}."""
    with connect() as connection:
        row = connection.execute("SELECT id, total FROM orders WHERE id = %s", (order_id,)).fetchone()
    if row is None:
        return jsonify(error="not found"), 404
    try:
        rate = requests.get("https://rates.example.com/{n}", timeout=3).json()
    except requests.RequestException:
        log.exception("rates are not available")
        raise
    totals = [row["total"] * rate[name] for name in rate if name != "base"]
    return jsonify(id=row["id"], totals=totals, page=request.args.get("page", 1))
''',
    "ts": """
export async function order{n}(orderId: string, page: number) {{
  const order = await prisma.order.findUnique({{ where: {{ id: orderId }} }});
  if (!order) {{
    throw new Error("order {n} not found");
  }}
  const response = await axios.get(`https://rates.example.com/{n}`, {{ timeout: 3000 }});
  const totals = Object.entries(response.data).map(([name, rate]) => ({{ name, total: order.total * Number(rate) }}));
  if (page > totals.length) {{
    return {{ id: order.id, totals: [] }};
  }}
  return {{ id: order.id, totals }};
}}
""",
    "go": """
func (s *Store) Order{n}(ctx context.Context, id int64) (float64, error) {{
	rows, err := s.db.QueryContext(ctx, "SELECT total FROM orders WHERE id = $1", id)
	if err != nil {{
		return 0, fmt.Errorf("order {n}: %w", err)
	}}
	defer rows.Close()
	var sum float64
	for rows.Next() {{
		var total float64
		if err := rows.Scan(&total); err != nil {{
			return 0, err
		}}
		sum += total
	}}
	return sum, rows.Err()
}}
""",
    "java": """
    public List<String> orders{n}(long customer, int page) {{
        if (page < 0) {{
            throw new IllegalArgumentException("page");
        }}
        List<String> numbers = jdbc.queryForList(
            "SELECT number FROM orders WHERE customer_id = ? LIMIT 50 OFFSET ?", String.class, customer, page * 50);
        Map<String, Integer> seen = new HashMap<>();
        for (String number : numbers) {{
            seen.merge(number, 1, Integer::sum);
        }}
        return new ArrayList<>(seen.keySet());
    }}
""",
}
_TAIL = {"java": "}\n"}
PROBE = {
    "py": "\n\ndef probe(url):\n    return requests.get(url)\n",
    "ts": "\nexport async function probe(ids: string[]) {\n  for (const id of ids) {\n    await prisma.order.findUnique({ where: { id } });\n  }\n}\n",
    "go": "\nfunc probe(url string) (*http.Response, error) {\n\treturn http.Get(url)\n}\n",
    "java": '\nclass Probe {\n    JdbcTemplate jdbc;\n    void run(String t) {\n        jdbc.execute("DELETE FROM orders WHERE note = \'" + t + "\'");\n    }\n}\n',
}
LANGUAGES = {"py": "python", "ts": "typescript", "go": "go", "java": "java"}


def source(suffix: str, lines: int, first: int = 0) -> str:
    """A file of at least `lines` lines."""
    text = _HEAD[suffix]
    number = first
    while text.count("\n") < lines:
        text += _BLOCK[suffix].format(n=number)
        number += 1
    return text + _TAIL.get(suffix, "")


def repository(folder: Path, files: int, lines: int = 30) -> Path:
    """A committed repository with one file of 500 lines a language in `bench/` and `files` small ones around them."""
    folder.mkdir(parents=True)
    for suffix in LANGUAGES:
        (folder / "bench").mkdir(exist_ok=True)
        (folder / "bench" / f"orders.{suffix}").write_text(source(suffix, 500), encoding="utf-8")
    small = source("py", lines)
    for number in range(files):
        package = folder / f"service{number // 2500}" / f"part{number // 50 % 50}"
        if number % 50 == 0:
            package.mkdir(parents=True, exist_ok=True)
        (package / f"module{number % 50}.py").write_text(
            small.replace("order_0", f"order_{number}"), encoding="utf-8"
        )
    for arguments in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "base"]):
        git(folder, *arguments)
    return folder


def git(folder: Path, *arguments: str) -> None:
    """Run git as an author of its own, without the user's configuration."""
    identity = {
        f"GIT_{role}_{part}": "bench@example.com"
        for role in ("AUTHOR", "COMMITTER")
        for part in ("NAME", "EMAIL")
    }
    environment = {**os.environ, **identity, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", "-c", "gc.auto=0", *arguments], cwd=folder, env=environment, check=True)
