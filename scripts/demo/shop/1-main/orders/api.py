import logging

from flask import Flask, jsonify, request

from orders.store import Orders

app = Flask(__name__)
log = logging.getLogger(__name__)


@app.get("/orders/<int:order_id>")
def order(order_id):
    found = Orders().find(order_id)
    return jsonify(found) if found else ("", 404)
