/*
 * What may stand in a log line or a label of a path. A path holds ids, slugs and tokens of links, so a part is written only
 * when it is one of these words; whatever else somebody asks for is ":".
 */
const WORDS = new Set(
  `_next static image api auth callback credentials csrf error google providers session signin signout trpc v1 webhooks files realtime widget widget.js oauth
   health ready metrics openapi.json app dev docs mail mails w inbox contacts settings api-keys channels connect people profile sessions workspace
   user-auth forgot-password invite new-workspace reset-password sign-in sign-up verify-email`.split(/\s+/),
);
const MAX_PARTS = 6;

/** A path's pattern: "/w/:/inbox/:". Its query is not in it. */
export function routePattern(url: string): string {
  const parts = (url.split("?", 1)[0] ?? "").split("/").slice(1);
  const shown = parts.slice(0, parts[0] === "_next" ? 2 : MAX_PARTS).map((part, i) => (WORDS.has(part) && !isSlug(parts, i) ? part : part && ":"));
  return `/${shown.join("/")}`;
}

/** A workspace may be called "inbox". */
function isSlug(parts: string[], i: number): boolean {
  return i === 1 && parts[0] === "w";
}

/** The few words by which requests are counted. */
export function routeClass(url: string): string {
  const [, first = "", second = "", third = ""] = (url.split("?", 1)[0] ?? "").split("/");
  if (first === "api") {
    const known: Record<string, string> = { v1: "rest", trpc: "trpc", files: "files", widget: "widget", oauth: "oauth", auth: "auth", webhooks: "webhook" };
    if (second === "realtime") return third === "auth" || third === "user-auth" ? "realtime-auth" : "other";
    return Object.hasOwn(known, second) ? (known[second] ?? "other") : "other";
  }
  if (["health", "ready", "metrics"].includes(first)) return first;
  if (first === "widget" || first === "widget.js") return "widget";
  return first === "_next" || /\.[a-z0-9]{2,5}$/i.test(first) ? "asset" : "page";
}
