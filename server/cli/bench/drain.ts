import { runLanes } from "@/server/intake/run-lanes";
import type { Part } from "./run-role";

/** One worker's drain, from `go` on, until the parent stops it. */
export async function drain(): Promise<Part> {
  const stopping = new AbortController();
  return {
    ready: true,
    go: async () => {
      void runLanes(stopping.signal);
      return { startedAt: Date.now() };
    },
  };
}
