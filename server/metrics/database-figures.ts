import { Gauge, type Registry } from "prom-client";
import { appPool } from "@/server/db/client";

interface Figure {
  name: string;
  label: string;
  value: number;
}

interface Form {
  metric: string;
  help: string;
  label?: string;
}

/** What the database's functions call a figure, and what we do. Counts stop at 100,000. */
const FORMS: Record<string, Form> = {
  deliveries: { metric: "parley_deliveries", help: "Deliveries that are not over, need somebody (unknown), or failed within a day", label: "status" },
  oldest_delivery: { metric: "parley_delivery_oldest_due_seconds", help: "How long the oldest due delivery has waited" },
  unpublished_events: { metric: "parley_unpublished_events", help: "Changes that were not pushed to the screens yet" },
  oldest_unpublished_event: { metric: "parley_publish_lag_seconds", help: "Age of the oldest change that was not pushed yet" },
  lanes: { metric: "parley_lanes", help: "Threads with something waiting (due) or set aside after a failure (aside)", label: "state" },
  oldest_lane: { metric: "parley_lane_oldest_due_seconds", help: "How long the oldest due lane has waited" },
  dead_items: { metric: "parley_inbound_items_dead", help: "Inbound items that were given up; they can be replayed" },
  strays: { metric: "parley_inbound_strays", help: "Bodies nobody could read (unparseable) or whose account nobody connected (unroutable)", label: "state" },
  runners: { metric: "parley_job_runners_alive", help: "Job runners heard of within 15 s; a worker has several" },
  jobs: { metric: "parley_jobs_due", help: "Jobs that are due, by name", label: "job" },
  oldest_job: { metric: "parley_job_oldest_due_seconds", help: "How long the oldest due job has waited" },
};

/** Asked by every scraper of every process: the database is asked once in this time. */
const REMEMBER_MS = 5_000;
let last: { at: number; figures: Promise<Figure[]> } | undefined;

/** The figures of the whole installation, from the database, as gauges of a registry of their own making. Throws while it is away. */
export async function writeDatabaseFigures(registry: Registry): Promise<void> {
  const figures = await remembered();
  for (const [name, { metric, help, label }] of Object.entries(FORMS)) {
    const gauge = new Gauge({ name: metric, help, labelNames: label ? [label] : [], registers: [registry] });
    for (const figure of figures) {
      if (figure.name !== name) continue;
      if (label) gauge.set({ [label]: figure.label }, figure.value);
      else gauge.set(figure.value);
    }
  }
}

function remembered(): Promise<Figure[]> {
  if (!last || Date.now() - last.at > REMEMBER_MS) last = { at: Date.now(), figures: ask() };
  return last.figures;
}

async function ask(): Promise<Figure[]> {
  const { rows } = await appPool().query<Figure>("select * from lookup.figures() union all select * from jobs.figures()");
  return rows;
}
