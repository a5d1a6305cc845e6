"""Data flow in Java as servlets write it: what comes through helpers, builders and containers, and what does not."""

import pytest

from archlsp.model.review import Request
from archlsp.rules import engine
from archlsp.rules.catalog import Catalog

_CATALOG = Catalog.load(use_cache=False)
_HEAD = """import java.util.*;
import javax.servlet.http.*;

class Orders extends HttpServlet {
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws Exception {
        String given = request.getParameter("id");
"""
_TAIL = """
        java.sql.Statement statement = Pool.statement();
        statement.execute("SELECT total FROM orders WHERE id = '" + used + "'");
    }

    private String same(String text) {
        String copy = text;
        return copy.trim();
    }

    private class Inner {
        String text(String given) {
            int limit = 40;
            return limit + 2 > 100 ? given : "fixed";
        }
    }
}
"""


def found(body: str) -> bool:
    """Tell whether `used`, as `body` makes it, is found in the statement."""
    request = Request("src/main/java/shop/Orders.java", "java", _HEAD + body + _TAIL, None, 1, "en")
    return any(one.rule == "java-sql-injection" for one in engine.review(_CATALOG, request).findings)


@pytest.mark.parametrize(
    "body",
    [
        "String used = given;",
        'String used = same(java.net.URLDecoder.decode(given, "UTF-8"));',
        'String used = new StringBuilder(given).append("x").toString();',
        "String used = new String(Base64.getDecoder().decode(Base64.getEncoder().encode(given.getBytes())));",
        'Map<String, Object> map = new HashMap<>(); map.put("a", "b"); map.put("c", given);'
        ' String used = (String) map.get("c");',
        'List<String> list = new ArrayList<>(); list.add("a"); list.add(given); list.remove(0);'
        " String used = list.get(0);",
        'String used = ""; for (Cookie one : request.getCookies()) if (one != null) used = one.getValue();',
        'Enumeration<String> all = request.getHeaders("X"); String used = all == null ? "" : all.nextElement();',
        'String used = request.getParameterMap().get("id")[0];',
        'String used; switch ("ABC".charAt(2)) { case \'C\': used = given; break; default: used = ""; }',
        'String query = request.getQueryString(); String used = query.substring(query.indexOf("id=") + 3);',
    ],
)
def test_what_came_with_the_request_is_followed(body: str) -> None:
    """However it was passed on."""
    assert found(body)


@pytest.mark.parametrize(
    "body",
    [
        'String used = "fixed";',
        "int used = Integer.parseInt(given);",
        "UUID used = UUID.fromString(given);",
        'Map<String, Object> map = new HashMap<>(); map.put("a", "b"); map.put("c", given);'
        ' String used = (String) map.get("c"); used = (String) map.get("a");',
        'List<String> list = new ArrayList<>(); list.add("a"); list.add(given); list.add("b"); list.remove(0);'
        " String used = list.get(1);",
        "String used = new Inner().text(given);",
        'int limit = 106; String used = (7 * 18) + limit > 200 ? "always" : given;',
        "String used; switch (\"ABC\".charAt(1)) { case 'A': used = given; break; case 'B': used = \"b\"; break;"
        " default: used = given; }",
        'String used = given; if (!Set.of("a", "b").contains(used)) { throw new IllegalStateException(); }',
        "String used = Tables.ORDERS;",
    ],
)
def test_what_did_not_come_with_the_request_is_left_alone(body: str) -> None:
    """Constants, numbers, the other element, the branch that is never taken, checked values."""
    assert not found(body)
