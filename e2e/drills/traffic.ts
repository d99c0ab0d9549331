import { answer, type Customer, findThread } from "./customers";
import type { Place } from "./place";

/** Customers who write and are answered, again and again, beside whatever is done to the product. */
export interface Traffic {
  /** Lets what was begun come to its end. */
  stop(): Promise<void>;
}

/** Each customer writes every `pauseMs`, and an agent answers each of their messages as soon as it stands in the inbox. */
export function startTraffic(place: Place, customers: Customer[], pauseMs = 250): Traffic {
  let isStopping = false;
  const talk = async (customer: Customer) => {
    for (let number = 1; !isStopping; number++) {
      const text = `${customer.name} asks ${number}`;
      await customer.write(text);
      const thread = await findThread(place, text);
      await answer(place, thread.id, `${customer.name} is answered ${number}`);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  };
  const talks = customers.map(talk);
  return {
    async stop() {
      isStopping = true;
      await Promise.all(talks);
    },
  };
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A drill's customers, on one bot. */
export async function manyCustomers(bot: { customer(name: string): Promise<Customer> }, names: string[]): Promise<Customer[]> {
  const customers: Customer[] = [];
  for (const name of names) customers.push(await bot.customer(name));
  return customers;
}
