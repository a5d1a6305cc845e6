import axios from "axios";
import { PrismaClient } from "@prisma/client";

const prisma = new PrismaClient();
const gateway = axios.create({ baseURL: process.env.GATEWAY_URL, timeout: 3000 });

export async function charge(orderId: string, amount: number) {
  const { data } = await gateway.post("/charges", { orderId, amount });
  return data.id as string;
}

export async function settle(orderIds: string[]) {
  const settled = [];
  for (const id of orderIds) {
    const order = await prisma.order.findUnique({ where: { id } });
    settled.push(await charge(order.id, order.total));
  }
  return settled;
}
