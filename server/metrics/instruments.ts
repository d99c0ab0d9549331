import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/**
 * What this process counts. Labels are words of ours (a route's class, a kind, a job's name), never a tenant, an id or anything a
 * stranger could make up: each new value is a series for ever.
 */
function makeInstruments() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    requests: new Histogram({
      name: "parley_http_request_duration_seconds",
      help: "Requests by class of route and of status, but for webhooks",
      labelNames: ["route", "status"],
      buckets: SECONDS,
      registers,
    }),
    webhooks: new Histogram({
      name: "parley_webhook_duration_seconds",
      help: "Platforms' calls by kind and the status of our answer: 200 stored, 401 refused, 400 unreadable, 503 database away",
      labelNames: ["kind", "status"],
      buckets: SECONDS,
      registers,
    }),
    jobs: new Histogram({
      name: "parley_job_duration_seconds",
      help: "Runs of jobs by name and outcome, in this worker",
      labelNames: ["job", "outcome"],
      buckets: SECONDS,
      registers,
    }),
    sends: new Counter({
      name: "parley_sends_total",
      help: "Attempts to send by kind of channel and outcome (sent, retry, failed, unknown), in this worker",
      labelNames: ["kind", "outcome"],
      registers,
    }),
    acts: new Counter({
      name: "parley_acts_total",
      help: "What agents did beside writing (typing, read, react, edit, unsend), as shown to the platform: done or failed",
      labelNames: ["kind", "act", "outcome"],
      registers,
    }),
    items: new Counter({ name: "parley_inbound_items_total", help: "Inbound items taken from their lanes, in this worker", registers }),
    connections: new Gauge({
      name: "parley_database_connections",
      help: "Connections of this process by pool and state; waiting are callers without one",
      labelNames: ["pool", "state"],
      registers,
    }),
    database: new Gauge({ name: "parley_database_up", help: "1 while the database answers", registers }),
  };
}

// Next's bundle and our own server's bundle each load this file; they must share one set per process.
const shared = globalThis as typeof globalThis & { parleyInstruments?: ReturnType<typeof makeInstruments> };

/** The process's instruments. */
export function instruments(): ReturnType<typeof makeInstruments> {
  shared.parleyInstruments ??= makeInstruments();
  return shared.parleyInstruments;
}
