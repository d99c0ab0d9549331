import type { ServerResponse } from "node:http";
import type { Answer, Call } from "./http";

/** Open pages that want to hear that something changed; they ask for the rest themselves. */
export interface Live {
  open(call: Call): Answer;
  changed(): void;
  close(): void;
}

/** Server-sent events; several changes of one moment are told once. */
export function createLive(): Live {
  const streams = new Set<ServerResponse>();
  let timer: NodeJS.Timeout | null = null;
  const tell = () => {
    timer = null;
    for (const stream of streams) stream.write("data: changed\n\n");
  };
  return {
    open({ response }) {
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      response.write("data: hello\n\n");
      streams.add(response);
      response.on("close", () => streams.delete(response));
      return null;
    },
    changed() {
      timer ??= setTimeout(tell, 20);
    },
    close() {
      if (timer) clearTimeout(timer);
      for (const stream of streams) stream.end();
    },
  };
}
