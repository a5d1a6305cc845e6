import axios from "axios";

const gateway = axios.create({ baseURL: process.env.GATEWAY_URL, timeout: 3000 });

export async function charge(orderId: string, amount: number) {
  const { data } = await gateway.post("/charges", { orderId, amount });
  return data.id as string;
}
