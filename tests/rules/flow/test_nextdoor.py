"""Data flow through the file next door: helpers are entered there, and what is found is shown here."""

import textwrap
from pathlib import Path

import pytest

from archlsp.model.languages import language_of
from archlsp.model.review import Request
from archlsp.rules.catalog import Catalog
from archlsp.rules.engine import review

PYTHON = {
    "app/views.py": """\
        from flask import Flask, request
        import sqlite3
        from .queries import by_name, by_number
        app = Flask(__name__)
        db = sqlite3.connect("x")

        @app.route("/orders")
        def orders():
            db.execute(by_name(request.args["name"]))
            return db.execute(by_number(request.args["number"])).fetchall()
        """,
    "app/queries.py": """\
        def by_name(name):
            return "select * from orders where name = '" + name + "'"

        def by_number(number):
            return "select * from orders where number = %d" % int(number)
        """,
}
JAVASCRIPT = {
    "src/orders.js": """\
        const express = require('express');
        const { Pool } = require('pg');
        const { byName, byNumber } = require('./queries');
        const app = express();
        const pool = new Pool();
        app.get('/orders', async (req, res) => {
          await pool.query(byName(req.query.name));
          await pool.query(byNumber(req.query.number));
        });
        """,
    "src/queries.js": """\
        const byName = (name) => `select * from orders where name = '${name}'`;
        function byNumber(number) {
          return 'select * from orders where number = ' + parseInt(number, 10);
        }
        module.exports = { byName, byNumber };
        """,
}
GO = {
    "orders/handler.go": """\
        package orders

        import (
            "database/sql"
            "net/http"
        )

        func Find(db *sql.DB) http.HandlerFunc {
            return func(w http.ResponseWriter, r *http.Request) {
                db.Query(byName(r.URL.Query().Get("name")))
                db.Query(fixed(r.URL.Query().Get("name")))
            }
        }
        """,
    "orders/queries.go": """\
        package orders

        func byName(name string) string {
            return "select * from orders where name = '" + name + "'"
        }

        func fixed(name string) string {
            return "select * from orders"
        }
        """,
}
JAVA = {
    "src/main/java/shop/Orders.java": """\
        package shop;

        import java.sql.Connection;
        import java.sql.Statement;
        import javax.servlet.http.HttpServlet;
        import javax.servlet.http.HttpServletRequest;
        import javax.servlet.http.HttpServletResponse;

        public class Orders extends HttpServlet {
            private Connection connection;

            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws Exception {
                Statement statement = connection.createStatement();
                statement.executeQuery(Queries.byName(request.getParameter("name")));
                statement.executeQuery(Queries.fixed(request.getParameter("name")));
            }
        }
        """,
    "src/main/java/shop/Queries.java": """\
        package shop;

        class Queries {
            static String byName(String name) {
                return "select * from orders where name = '" + name + "'";
            }

            static String fixed(String name) {
                return "select * from orders";
            }
        }
        """,
}
PROJECTS = {"python": (PYTHON, 9), "javascript": (JAVASCRIPT, 7), "go": (GO, 10), "java": (JAVA, 14)}


def _injections(project: dict[str, str], root: Path, *, known: bool = True) -> list[int]:
    """The lines, from 1, on which the first file is told of SQL injection."""
    for path, text in project.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text), "utf-8")
    path = next(iter(project))
    text = (root / path).read_text("utf-8")
    request = Request(path, language_of(path) or "", text, None, 0, "en", root=str(root) if known else None)
    answer = review(Catalog.load(), request)
    assert answer.notes == ()
    return [
        finding.anchor.span.start.line + 1
        for finding in answer.findings
        if "CWE-89" in finding.cwe and finding.related
    ]


@pytest.mark.parametrize("language", PROJECTS)
def test_helpers_of_another_file_are_entered(language: str, tmp_path: Path) -> None:
    """What a helper there builds of a request is known here, and so is what it makes harmless."""
    project, line = PROJECTS[language]
    assert _injections(project, tmp_path) == [line]


def test_nothing_outside_of_the_folder_is_read(tmp_path: Path) -> None:
    """A link to a helper elsewhere is not followed, and without a folder no file is looked for."""
    inside, outside = tmp_path / "inside", tmp_path / "outside.py"
    project = {"app/views.py": PYTHON["app/views.py"]}
    outside.write_text(textwrap.dedent(PYTHON["app/queries.py"]), "utf-8")
    (inside / "app").mkdir(parents=True)
    (inside / "app" / "queries.py").symlink_to(outside)
    linked = _injections(project, inside)
    assert linked == _injections(project, inside, known=False)


def test_a_neighbour_that_is_broken_does_no_harm(tmp_path: Path) -> None:
    """It is read as far as it goes."""
    broken = {**PYTHON, "app/queries.py": PYTHON["app/queries.py"] + "\n        def broken((:\n"}
    assert _injections(broken, tmp_path) == [9]


def test_files_that_import_each_other_end(tmp_path: Path) -> None:
    """A helper that calls back into the file under review is not followed in circles."""
    circle = {
        **PYTHON,
        "app/queries.py": "from .views import orders\n\n\ndef by_name(name):\n    return name + orders()\n",
    }
    _injections(circle, tmp_path)
