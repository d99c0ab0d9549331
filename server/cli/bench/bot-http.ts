import { type Agent, request } from "node:http";

/** What Telegram posts when a person writes `message <n>` to a bot. */
export function update(n: number, personNumber: number): unknown {
  const person = { id: 5_000_000 + personNumber, is_bot: false, first_name: `Person ${personNumber}` };
  return {
    update_id: 1_000 + n,
    message: {
      message_id: n + 1,
      from: person,
      chat: { id: person.id, type: "private", first_name: person.first_name },
      date: Math.floor(Date.now() / 1_000),
      text: `message ${n}`,
    },
  };
}

/** Resolves when it is answered 200. */
export function postUpdate(url: URL, { secret, agent, update }: { secret: string; agent: Agent; update: unknown }): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      { method: "POST", agent, headers: { "content-type": "application/json", "x-telegram-bot-api-secret-token": secret } },
      (response) => {
        response.resume();
        response.once("end", () => (response.statusCode === 200 ? resolve() : reject(new Error(`webhook answered ${response.statusCode}`))));
      },
    );
    call.once("error", reject);
    call.end(JSON.stringify(update));
  });
}

/** The body of a 200; throws for any other answer. */
export function get(url: string, { headers, agent }: { headers: Record<string, string>; agent: Agent }): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request(url, { agent, headers }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.once("end", () => (response.statusCode === 200 ? resolve(text) : reject(new Error(`${url} answered ${response.statusCode}: ${text}`))));
    });
    call.once("error", reject);
    call.end();
  });
}
