import { createHmac } from "node:crypto";
import { connect } from "node:net";
import { percentile, round } from "./bench-result";
import type { Part } from "./run-role";

interface LoadOptions {
  /** Signs as Messenger does. */
  appSecret: string;
  pageId: string;
  threads: number;
}

interface Round {
  port: number;
  seconds: number;
  connections: number;
  /** Requests a second over all connections; absent: as fast as they are answered. */
  rate?: number;
}

export interface LoadFigures {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  /** Answers other than 200. */
  failed: number;
}

let message = 0;

/** Sends signed Messenger webhooks over keep-alive connections, on bare sockets: the client must not be what is measured. */
export async function httpLoad(options: LoadOptions): Promise<Part> {
  return { ready: true, go: (round: Round) => loadOnce(options, round) };
}

async function loadOnce(options: LoadOptions, { port, seconds, connections, rate }: Round): Promise<LoadFigures> {
  const latencies: number[] = [];
  let failed = 0;
  const started = performance.now();
  const until = started + seconds * 1_000;
  const pauseMs = rate ? (connections / rate) * 1_000 : 0;
  const one = async (index: number) => {
    const exchange = await openConnection(port);
    for (let due = started + (pauseMs * index) / connections; performance.now() < until; due += pauseMs) {
      if (pauseMs) await untilTime(due);
      const sentAt = pauseMs ? due : performance.now();
      if ((await exchange(signedRequest(options))) !== 200) failed += 1;
      latencies.push(performance.now() - sentAt);
    }
    exchange.close();
  };
  await Promise.all(Array.from({ length: connections }, (_, index) => one(index)));
  const elapsedSeconds = (performance.now() - started) / 1_000;
  latencies.sort((a, b) => a - b);
  return {
    perSecond: Math.round(latencies.length / elapsedSeconds),
    p50Ms: round(percentile(latencies, 0.5), 1),
    p99Ms: round(percentile(latencies, 0.99), 1),
    maxMs: round(latencies.at(-1) ?? 0, 1),
    failed,
  };
}

/** From the instant it was due, so that a server that falls behind cannot hide its queue. */
function untilTime(due: number): Promise<void> {
  const wait = due - performance.now();
  return wait <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, wait));
}

function signedRequest({ appSecret, pageId, threads }: LoadOptions): string {
  message += 1;
  const sender = `77${String(message % threads).padStart(8, "0")}`;
  const body = JSON.stringify({
    object: "page",
    entry: [
      {
        id: pageId,
        time: Date.now(),
        messaging: [
          {
            sender: { id: sender },
            recipient: { id: pageId },
            timestamp: Date.now(),
            message: { mid: `m_bench_${process.pid}_${message}`, text: `Hello, where is my order ${message}? It should have been here on Tuesday.` },
          },
        ],
      },
    ],
  });
  const signature = createHmac("sha256", appSecret).update(body).digest("hex");
  return `POST /api/webhooks/messenger HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nX-Hub-Signature-256: sha256=${signature}\r\n\r\n${body}`;
}

type Exchange = ((request: string) => Promise<number>) & { close(): void };

function openConnection(port: number): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let settle = (_status: number) => {};
    let received = "";
    socket.setNoDelay(true);
    socket.once("error", reject);
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1");
      if (!isWhole(received)) return;
      const status = Number(received.slice(9, 12));
      received = "";
      settle(status);
    });
    socket.once("close", () => settle(0));
    socket.once("connect", () => {
      const exchange = (request: string) =>
        new Promise<number>((done) => {
          settle = done;
          socket.write(request);
        });
      resolve(Object.assign(exchange, { close: () => socket.destroy() }));
    });
  });
}

function isWhole(text: string): boolean {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const length = /content-length: (\d+)/i.exec(text.slice(0, end));
  return length ? text.length >= end + 4 + Number(length[1]) : text.endsWith("0\r\n\r\n");
}
