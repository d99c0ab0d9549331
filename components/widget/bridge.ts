import { isAllowedOrigin } from "@/lib/allowed-origin";
import type { Envelope, ToLoader, ToPanel } from "./protocol";

/** How long the page around us may take to say what it stores. */
const ANSWER_MS = 2_000;

/**
 * The line to the loader. The first word must be its `init`, from the window around us and an allowed site; from then on only
 * that origin is heard and spoken to. `onMessage` hears everything after the token's answers.
 */
export function openBridge(domains: string[], onMessage: (message: ToPanel) => void) {
  let page: string | undefined;
  let onToken: ((token?: string) => void) | undefined;

  addEventListener("message", ({ source, origin, data }: MessageEvent<Envelope<ToPanel>>) => {
    if (source !== parent || data?.parley !== 1) return;
    if (page === undefined && data.type === "init" && isAllowedOrigin(origin, domains)) page = origin;
    if (origin !== page) return;
    if (data.type === "token") onToken?.(data.token);
    else onMessage(data);
  });

  const post = (message: ToLoader) => {
    if (page !== undefined) parent.postMessage({ parley: 1, ...message } satisfies Envelope<ToLoader>, page);
  };
  return {
    post,
    /** The token that the page's storage holds now. */
    renewToken: () =>
      new Promise<string | undefined>((resolve) => {
        onToken = resolve;
        setTimeout(resolve, ANSWER_MS);
        post({ type: "renew" });
      }),
  };
}
