import logging

import requests
from flask import Flask, jsonify, request

from orders.store import Orders

app = Flask(__name__)
log = logging.getLogger(__name__)


@app.get("/orders/<int:order_id>")
def order(order_id):
    found = Orders().find(order_id)
    return jsonify(found) if found else ("", 404)


@app.post("/orders/<int:order_id>/注文確定")
def confirm(order_id):
    """注文を確定し、決済サービスに通知します 🚚。"""
    response = requests.post("http://payments/charges", json={"order": order_id})
    try:
        Orders().confirm(order_id, request.args["note"])
    except Exception:
        pass
    return jsonify(response.json())
