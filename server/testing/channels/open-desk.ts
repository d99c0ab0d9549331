import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { ChannelAdapter, InboundItem, Outcome, RawRequest, Secrets } from "@/server/channels/contract";

/** A desk for one adapter, as its platform sees it: takes what comes, answers in the adapter's words, and keeps what was read. */
export interface Desk {
  url: string;
  items: InboundItem[];
  /** The requests behind the items, as they came. */
  requests: RawRequest[];
  /** What became of each request. */
  outcomes: Outcome["kind"][];
  /** The next this many requests find us away (503). */
  beAway(times: number): void;
  /** Items of one type so far, once there are this many; throws after five seconds. */
  wait(type: string, count?: number): Promise<InboundItem[]>;
  close(): Promise<void>;
}

/** Opens it on loopback; `secrets` are asked for with every request. */
export async function openDesk(adapter: Pick<ChannelAdapter, "inbound">, secrets: () => Secrets): Promise<Desk> {
  const desk = { items: [] as InboundItem[], requests: [] as RawRequest[], outcomes: [] as Outcome["kind"][] };
  let awayTimes = 0;
  const server = createServer(async (request, response) => {
    const raw = await readRaw(request, url);
    if (awayTimes > 0) {
      awayTimes -= 1;
      return void response.writeHead(503).end();
    }
    const outcome = await take(adapter, raw, { secrets: secrets(), desk });
    const { status, headers, body } = adapter.inbound.answer(raw, outcome, secrets());
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  const beAway = (times: number) => {
    awayTimes = times;
  };
  return Object.assign(desk, { url, close, beAway, wait: (type: string, count = 1) => waitFor(desk.items, type, count) });
}

async function readRaw(request: IncomingMessage, base: string): Promise<RawRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? "/", base);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  return {
    method: request.method ?? "GET",
    url: base + (request.url ?? "/"),
    query: Object.fromEntries(url.searchParams),
    headers,
    rawBody: Buffer.concat(chunks),
  };
}

async function take(
  { inbound }: Pick<ChannelAdapter, "inbound">,
  raw: RawRequest,
  { secrets, desk }: { secrets: Secrets; desk: Pick<Desk, "items" | "requests" | "outcomes"> },
): Promise<Outcome> {
  const verified = inbound.verify(raw, secrets);
  desk.requests.push(raw);
  desk.outcomes.push(verified.kind === "ok" ? "stored" : verified.kind);
  if (verified.kind !== "ok") return verified;
  try {
    const items = await inbound.normalise(raw, secrets);
    desk.items.push(...items);
    return { kind: "stored", items: items.length };
  } catch (error) {
    desk.outcomes[desk.outcomes.length - 1] = "unparseable";
    return { kind: "unparseable", reason: (error as Error).message };
  }
}

async function waitFor(items: InboundItem[], type: string, count: number): Promise<InboundItem[]> {
  for (let tries = 0; tries < 500; tries++) {
    const found = items.filter(({ event }) => event.type === type);
    if (found.length >= count) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`no ${count} × ${type} among ${items.map(({ event }) => event.type).join(", ") || "nothing"}`);
}
