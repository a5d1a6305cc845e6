import os

import psycopg


class Orders:
    def __init__(self):
        self.connection = psycopg.connect(os.environ["DATABASE_URL"])

    def find(self, order_id):
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT id, total FROM orders WHERE id = %s", (order_id,))
            return cursor.fetchone()

    def confirm(self, order_id, note):
        with self.connection.cursor() as cursor:
            cursor.execute(f"UPDATE orders SET note = '{note}' WHERE id = {order_id}")
