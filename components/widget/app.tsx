/** @jsxImportSource preact */
import { render } from "preact";
import { openBridge } from "./bridge";
import { Chat } from "./chat";
import { Panel } from "./panel";
import type { Preferences, ToPanel } from "./protocol";
import { applyTheme } from "./theme";
import { pickLocale, WORDS } from "./words";

/* The panel's page: the line to the loader on one side, the chat on the other, one picture of both in between. */

const root = document.documentElement;
const target = document.getElementById("app") as HTMLElement;
const domains = JSON.parse(root.dataset.domains ?? "[]") as string[];

let preferences: Preferences = {};
let isOpen = false;
let isDrawn = false;

const bridge = openBridge(domains, onMessage);
const chat = new Chat(
  {
    renewToken: bridge.renewToken,
    onSession: (token, hasConversation) => bridge.post({ type: "session", token, hasConversation }),
    onUnread: (value) => bridge.post({ type: "unread", value }),
    onAnswer: (value) => bridge.post({ type: "message", value }),
    onError: (value) => bridge.post({ type: "error", value }),
  },
  draw,
);

function onMessage(message: ToPanel): void {
  if (message.type === "init") {
    preferences = message.preferences;
    isOpen = message.isOpen;
    for (const view of message.trail) chat.pages.add(view);
    void chat.start(message.token, message.identity).then(() => bridge.post({ type: "ready" }));
    chat.setOpen(isOpen);
  } else if (message.type === "opened" || message.type === "closed") {
    isOpen = message.type === "opened";
    chat.setOpen(isOpen);
  } else if (message.type === "identify") chat.identify(message.identity);
  else if (message.type === "update") preferences = message.preferences;
  else if (message.type === "page") chat.pages.add(message.view);
  else if (message.type === "shutdown") chat.shutdown();
  draw();
}

/** Many changes in one tick are one picture. */
function draw(): void {
  if (isDrawn) return;
  isDrawn = true;
  queueMicrotask(() => {
    isDrawn = false;
    const { settings } = chat.state;
    const locale = pickLocale(preferences.locale, settings?.locale, navigator.language);
    root.lang = locale;
    document.title = settings?.name ?? "";
    applyTheme(preferences.theme, settings);
    render(
      <Panel chat={chat} state={chat.state} words={WORDS[locale]} locale={locale} isOpen={isOpen} onClose={() => bridge.post({ type: "close" })} />,
      target,
    );
  });
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing) bridge.post({ type: "close" });
});
draw();
