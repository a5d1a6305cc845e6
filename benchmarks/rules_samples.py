"""Files of about 500 lines of ordinary back-end code, one a language, with a few things to find in them."""

LINES = 500

_PYTHON_HEAD = """import logging
from datetime import datetime, timezone
from typing import Any

import requests
from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.models import Customer, Order, Payment

log = logging.getLogger(__name__)
"""
_PYTHON_BLOCK = '''

class Order{n}Service:
    """Everything about orders of kind {n}."""

    def __init__(self, session: Session, base_url: str) -> None:
        self._session = session
        self._base_url = base_url

    def open_orders(self, customer_id: int, limit: int = 50) -> list[Order]:
        query = select(Order).where(Order.customer_id == customer_id, Order.state == "open")
        return list(self._session.scalars(query.order_by(Order.created_at.desc()).limit(limit)))

    def charge(self, order: Order, amount: int, currency: str = "JPY") -> Payment:
        body = {{"order": order.id, "amount": amount, "currency": currency}}
        answer = requests.post(f"{{self._base_url}}/charges", json=body, timeout=(3, 10))
        if answer.status_code >= 400:
            log.warning("charge failed", extra={{"order": order.id, "status": answer.status_code}})
            raise RuntimeError(f"charge failed for {{order.id}}")
        payment = Payment(order_id=order.id, amount=amount, created_at=datetime.now(timezone.utc))
        self._session.add(payment)
        return payment

    def totals(self, customers: list[Customer]) -> dict[int, int]:
        found: dict[int, int] = {{}}
        for customer in customers:
            for order in customer.orders:
                if order.state in ("paid", "sent") and order.total:
                    found[customer.id] = found.get(customer.id, 0) + order.total
        return found

    def describe(self, order: Order) -> dict[str, Any]:
        lines = [{{"sku": line.sku, "count": line.count, "price": line.price}} for line in order.lines]
        return {{
            "id": order.id,
            "state": order.state,
            "lines": sorted(lines, key=lambda line: line["sku"]),
            "note": (order.note or "").strip()[:200],
        }}
'''
_PYTHON_TAIL = """

def status(url: str) -> int:
    return requests.get(url).status_code
"""

_SCRIPT_HEAD = """import express from "express";
import axios from "axios";
import { Pool } from "pg";
import { logger } from "./logger";

const pool = new Pool({ max: 10 });
export const router = express.Router();
"""
_SCRIPT_BLOCK = """
export class Order%%Service {
  constructor(pool, baseUrl) {
    this.pool = pool;
    this.baseUrl = baseUrl;
  }

  async openOrders(customerId, limit = 50) {
    const { rows } = await this.pool.query(
      "SELECT id, state, total FROM orders WHERE customer_id = $1 AND state = 'open' LIMIT $2",
      [customerId, limit],
    );
    return rows.map((row) => ({ id: row.id, state: row.state, total: Number(row.total) }));
  }

  async charge(order, amount) {
    const answer = await axios.post(`${this.baseUrl}/charges`, { order: order.id, amount }, { timeout: 5000 });
    if (answer.status >= 400) {
      logger.warn("charge failed", { order: order.id, status: answer.status });
      throw new Error(`charge failed for ${order.id}`);
    }
    return { orderId: order.id, amount, createdAt: new Date().toISOString() };
  }

  totals(customers) {
    const found = new Map();
    for (const customer of customers) {
      for (const order of customer.orders) {
        if (["paid", "sent"].includes(order.state) && order.total) {
          found.set(customer.id, (found.get(customer.id) ?? 0) + order.total);
        }
      }
    }
    return found;
  }
}

router.get("/orders%%/:id", async (request, response, next) => {
  try {
    const orders = await new Order%%Service(pool, process.env.BILLING_URL).openOrders(request.params.id);
    response.json({ orders, count: orders.length });
  } catch (error) {
    next(error);
  }
});
"""
_SCRIPT_TAIL = """
router.post("/search", async (request, response) => {
  const { rows } = await pool.query("SELECT id FROM orders WHERE note LIKE '" + request.body.text + "'");
  response.json(rows);
});
"""

_GO_HEAD = """package orders

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"time"
)

type Order struct {
	ID        int64     `json:"id"`
	State     string    `json:"state"`
	Total     int64     `json:"total"`
	CreatedAt time.Time `json:"created_at"`
}
"""
_GO_BLOCK = """
// Service%% is everything about orders of one kind.
type Service%% struct {
	db     *sql.DB
	client *http.Client
}

func (s *Service%%) OpenOrders(ctx context.Context, customer int64) ([]Order, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT id, state, total FROM orders WHERE customer_id = $1", customer)
	if err != nil {
		return nil, fmt.Errorf("open orders: %w", err)
	}
	defer rows.Close()
	var found []Order
	for rows.Next() {
		var order Order
		if err := rows.Scan(&order.ID, &order.State, &order.Total); err != nil {
			return nil, fmt.Errorf("scan: %w", err)
		}
		found = append(found, order)
	}
	return found, rows.Err()
}

func (s *Service%%) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	orders, err := s.OpenOrders(ctx, 42)
	if err != nil {
		slog.ErrorContext(ctx, "open orders", "error", err)
		http.Error(w, "unavailable", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(map[string]any{"orders": orders, "count": len(orders)}); err != nil {
		slog.WarnContext(ctx, "write", "error", err)
	}
}
"""
_GO_TAIL = """
func Status(url string) (int, error) {
	answer, err := http.Get(url)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	return answer.StatusCode, nil
}
"""

_JAVA_HEAD = """package shop.orders;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

public class Orders {
  private static final Logger log = LoggerFactory.getLogger(Orders.class);
"""
_JAVA_BLOCK = """
  @Service
  static class Order%%Service {
    private final OrderRepository orders;
    private final BillingClient billing;

    Order%%Service(OrderRepository orders, BillingClient billing) {
      this.orders = orders;
      this.billing = billing;
    }

    @Transactional(readOnly = true)
    public List<OrderView> openOrders(long customerId, int limit) {
      List<OrderView> found = new ArrayList<>();
      for (Order order : orders.findOpen(customerId, limit)) {
        found.add(new OrderView(order.getId(), order.getState(), order.getTotal()));
      }
      return found;
    }

    @Transactional
    public Payment charge(Order order, long amount) {
      BillingAnswer answer = billing.charge(new Charge(order.getId(), amount, "JPY"));
      if (answer.status() >= 400) {
        log.warn("charge failed order={} status={}", order.getId(), answer.status());
        throw new IllegalStateException("charge failed for " + order.getId());
      }
      return new Payment(order.getId(), amount, Instant.now());
    }

    public Map<Long, Long> totals(List<Customer> customers) {
      Map<Long, Long> found = new HashMap<>();
      for (Customer customer : customers) {
        for (Order order : customer.getOrders()) {
          if (order.isPaid() && order.getTotal() > 0) {
            found.merge(customer.getId(), order.getTotal(), Long::sum);
          }
        }
      }
      return found;
    }
  }
"""
_JAVA_TAIL = """
  void ignore(Runnable task) {
    try {
      task.run();
    } catch (Exception e) {
    }
  }
}
"""

_RUST_HEAD = """use std::collections::HashMap;
use std::time::Duration;

use serde::Serialize;
use sqlx::PgPool;

#[derive(Debug, Serialize)]
pub struct Order {
    pub id: i64,
    pub state: String,
    pub total: i64,
}
"""
_RUST_BLOCK = """
pub struct Service%% {
    pool: PgPool,
    client: reqwest::Client,
    base_url: String,
}

impl Service%% {
    pub fn new(pool: PgPool, base_url: String) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder().timeout(Duration::from_secs(5)).build()?;
        Ok(Self { pool, client, base_url })
    }

    pub async fn open_orders(&self, customer: i64) -> Result<Vec<Order>, sqlx::Error> {
        sqlx::query_as!(Order, "SELECT id, state, total FROM orders WHERE customer_id = $1", customer)
            .fetch_all(&self.pool)
            .await
    }

    pub async fn charge(&self, order: &Order, amount: i64) -> Result<(), Error> {
        let body = serde_json::json!({ "order": order.id, "amount": amount });
        let answer = self.client.post(format!("{}/charges", self.base_url)).json(&body).send().await?;
        if answer.status().is_client_error() {
            tracing::warn!(order = order.id, status = %answer.status(), "charge failed");
            return Err(Error::Charge(order.id));
        }
        Ok(())
    }

    pub fn totals(&self, orders: &[Order]) -> HashMap<i64, i64> {
        let mut found = HashMap::new();
        for order in orders.iter().filter(|order| order.state == "paid") {
            *found.entry(order.id).or_insert(0) += order.total;
        }
        found
    }
}
"""
_RUST_TAIL = """
pub async fn wait() {
    std::thread::sleep(Duration::from_secs(1));
}
"""


def samples() -> dict[str, tuple[str, str]]:
    """Return language -> (path, text)."""
    return {
        "python": ("shop/orders.py", _grown(_PYTHON_HEAD, _PYTHON_BLOCK, _PYTHON_TAIL, braces=True)),
        "javascript": ("src/orders.js", _grown(_SCRIPT_HEAD, _SCRIPT_BLOCK, _SCRIPT_TAIL)),
        "typescript": ("src/orders.ts", _grown(_SCRIPT_HEAD, _SCRIPT_BLOCK, _SCRIPT_TAIL)),
        "go": ("internal/orders/orders.go", _grown(_GO_HEAD, _GO_BLOCK, _GO_TAIL)),
        "java": ("src/main/java/shop/Orders.java", _grown(_JAVA_HEAD, _JAVA_BLOCK, _JAVA_TAIL)),
        "rust": ("src/orders.rs", _grown(_RUST_HEAD, _RUST_BLOCK, _RUST_TAIL)),
    }


def _grown(head: str, block: str, tail: str, *, braces: bool = False) -> str:
    text, number = head, 0
    while text.count("\n") < LINES - tail.count("\n"):
        text += block.format(n=number) if braces else block.replace("%%", str(number))
        number += 1
    return text + tail
