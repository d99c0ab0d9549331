/*
 * The script on the business's page, under 2 KB gzip: draws the launcher, keeps the visitor's token in the site's own storage,
 * opens the panel's iframe when it is first wanted. No framework, no eval, no innerHTML: it stands on pages with any content
 * security policy and with trusted types. Plain variables instead of objects: names of locals shrink, names of fields do not.
 */
import { createShell, type LauncherLook } from "./loader-shell";
import { load, save } from "./loader-store";
import type { Envelope, Identity, PageView, Preferences, ToLoader, ToPanel } from "./protocol";

interface BootOptions extends Preferences {
  channel?: string;
  identity?: Identity;
}
interface Stored {
  token?: string;
  hasConversation?: boolean;
}
type Listener = (value?: unknown) => void;

const KEPT_VIEWS = 20;
/** A single-page site sets its title after it changed the address. */
const SETTLE_MS = 400;

const script = document.currentScript as HTMLScriptElement;
const { origin } = new URL(script.src);
const root = document.documentElement;
const listeners: [string, Listener][] = [];

let channel: string | undefined;
let key = "";
let stored: Stored = {};
let trail: PageView[] = [];
let preferences: Preferences = {};
let identity: Identity | undefined;
let look: LauncherLook | undefined;
let shell: ReturnType<typeof createShell> | undefined;
let frame: HTMLIFrameElement | undefined;
let hasLoaded = false;
let isOpen = false;
let unread = 0;
let overflow = "";

const emit = (name: string, value?: unknown) => {
  for (const [wanted, listener] of listeners) if (wanted === name) listener(value);
};

// Before it has loaded, the frame is still a page of the site's own origin.
const post = (message: ToPanel) => hasLoaded && frame?.contentWindow?.postMessage({ parley: 1, ...message } satisfies Envelope<ToPanel>, origin);

const readStored = () => load<Stored>("localStorage", key) ?? stored;

/** Loads the panel, hidden or not. */
function mount(): void {
  if (!shell || !look || frame) return;
  frame = document.createElement("iframe");
  frame.src = `${origin}/widget/frame?channel=${channel}`;
  frame.title = look.name;
  frame.onload = () => {
    hasLoaded = true;
    post({ type: "init", token: readStored().token, identity, preferences, trail, isOpen });
  };
  shell.shadow.append(frame);
}

function unmount(): void {
  show(false);
  frame?.remove();
  frame = undefined;
  hasLoaded = false;
  count(0);
}

function show(open: boolean): void {
  const hasChanged = isOpen !== open;
  isOpen = open;
  if (!shell || !look) return;
  if (open) mount();
  shell.button.ariaExpanded = `${open}`;
  count(unread);
  if (!hasChanged) return;
  // Full screen: the page behind must not scroll along.
  if (open) overflow = root.style.overflow;
  root.style.overflow = open && innerWidth < 480 ? "hidden" : overflow;
  (open ? frame : shell.button)?.focus();
  post({ type: open ? "opened" : "closed" });
  emit(open ? "open" : "close");
}

function count(value: number): void {
  unread = value;
  if (!shell || !look) return;
  shell.badge.textContent = unread > 9 ? "9+" : `${unread || ""}`;
  shell.button.ariaLabel = look.words[isOpen ? "close" : "open"] + (unread ? ` (${unread} ${look.words.unread})` : "");
}

/** Addresses go without query and hash: they may hold secrets. Nothing leaves the browser until there is a panel. */
function track(): void {
  const url = location.origin + location.pathname;
  const last = trail[trail.length - 1];
  if (!channel || last?.url === url) return;
  const view = { url, title: document.title, referrer: last?.url ?? document.referrer, at: Date.now() };
  trail = [...trail.slice(1 - KEPT_VIEWS), view];
  save("sessionStorage", key, trail);
  post({ type: "page", view });
}

const trackSoon = () => setTimeout(track, SETTLE_MS);

addEventListener("message", ({ source, origin: from, data }: MessageEvent<Envelope<ToLoader>>) => {
  if (!frame || source !== frame.contentWindow || from !== origin || data.parley !== 1) return;
  if (data.type === "session") {
    stored = { token: data.token, hasConversation: data.hasConversation };
    save("localStorage", key, stored);
  } else if (data.type === "close") show(false);
  else if (data.type === "renew") post({ type: "token", token: readStored().token });
  else {
    if (data.type === "unread") count(data.value);
    emit(data.type, "value" in data ? data.value : undefined);
  }
});

// Another tab of this site logged out: nothing of the last visitor may stay here either.
addEventListener("storage", (event) => {
  if (event.key !== key || event.newValue) return;
  stored = {};
  unmount();
});
addEventListener("popstate", trackSoon);
for (const name of ["pushState", "replaceState"] as const) {
  const original = history[name];
  history[name] = function (...rest) {
    original.apply(this, rest);
    trackSoon();
  };
}

const commands = {
  boot(options: BootOptions = {}) {
    if (channel) return console.warn("Parley runs already");
    const id = options.channel ?? script.dataset.channel;
    channel = id;
    key = `parley:${id}`;
    preferences = options;
    identity = options.identity;
    trail = load("sessionStorage", key) ?? [];
    track();
    fetch(`${origin}/api/widget/settings?channel=${id}&locale=${options.locale ?? navigator.language}`)
      .then((answer) => answer.json())
      .then((settings) => {
        if (channel !== id) return;
        if (!settings.css) return emit("error", settings.code);
        look = settings;
        shell = createShell(settings, () => show(!isOpen));
        // Who has a conversation, or may have one on another device, wants to hear of answers before opening.
        if (readStored().hasConversation || identity?.signature) mount();
        const wasAskedFor = isOpen;
        isOpen = false;
        show(wasAskedFor);
      })
      .catch(() => emit("error", "unreachable"));
  },
  open: () => show(true),
  close: () => show(false),
  identify(given: Identity) {
    identity = given;
    post({ type: "identify", identity });
    if (given.signature) mount();
  },
  update(given: Preferences) {
    preferences = { ...preferences, ...given };
    post({ type: "update", preferences });
  },
  shutdown() {
    post({ type: "shutdown" });
    save("localStorage", key);
    save("sessionStorage", key);
    stored = {};
    const { host } = shell ?? {};
    show(false);
    host?.style.setProperty("display", "none", "important");
    // The panel gets a moment to forget what it keeps.
    setTimeout(() => host?.remove(), 300);
    channel = identity = look = shell = frame = undefined;
    hasLoaded = false;
    unread = 0;
  },
  on: (name: string, listener: Listener) => listeners.push([name, listener]),
};

const page = window as unknown as { Parley?: { (...call: unknown[]): void; q?: ArrayLike<unknown>[] } };
const run = (name: unknown, ...rest: unknown[]) => (commands[name as keyof typeof commands] as Listener | undefined)?.(...(rest as []));
const calls = [...(page.Parley?.q ?? [])].map((call) => Array.from(call));
page.Parley = run;
// The page's own boot, if there is one, may carry the identity.
if (script.dataset.channel && !calls.some(([name]) => name === "boot")) calls.unshift(["boot", { ...script.dataset }]);
for (const [name, ...rest] of calls) run(name, ...rest);
