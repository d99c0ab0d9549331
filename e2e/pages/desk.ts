import { type BrowserContext, expect, type Locator, type Page, type WebSocketRoute } from "@playwright/test";

/** The inbox as an agent sees it, by what is written on it. */
export function deskOn(page: Page) {
  // A region beside an open conversation, the page's main part without one.
  const list = page.getByLabel("Conversations", { exact: true });
  const row = (who: string) => list.getByRole("link").filter({ hasText: who });
  const field = page.getByRole("textbox", { name: /^(Reply to|Write a note)/ });
  const write = async (text: string) => {
    await field.fill(text);
    await field.press("Enter");
  };
  const chooseNote = () => page.getByRole("button", { name: "Private note" }).click();
  return {
    page,
    list,
    row,
    field,
    thread: page.getByRole("log"),
    async open(who: string) {
      await row(who).click();
      await expect(page.getByRole("heading", { level: 1, name: who })).toBeVisible();
      // Away from the list, which keeps its order under the pointer.
      await field.hover();
    },
    /** To the list's beginning, and the pointer away again: a list that is being read keeps its order. */
    async scrollUp() {
      await list.hover();
      await page.mouse.wheel(0, -10_000);
      await field.hover();
    },
    reply: write,
    chooseNote,
    async note(text: string) {
      await chooseNote();
      await write(text);
      await page.getByRole("button", { name: "Reply", exact: true }).click();
    },
    /** The colleague's entry in the open menu. */
    async openAssign(name: string) {
      await page.getByRole("button", { name: /^Assign to/ }).click();
      return page.getByRole("menuitemradio", { name });
    },
    /** The line of a message: its bubble, its time and how far it has come. */
    line: (text: string) => page.getByRole("log").getByText(text, { exact: true }).locator("xpath=ancestor::div[.//time][1]"),
  };
}

/** Rows as they stand, without the clock: who, preview, unread. */
export async function rowTexts(list: Locator): Promise<string[]> {
  return list.getByRole("listitem").evaluateAll((items) =>
    items
      .sort((a, b) => Number(a.getAttribute("aria-posinset")) - Number(b.getAttribute("aria-posinset")))
      .map((item) => {
        const copy = item.cloneNode(true) as HTMLElement;
        for (const time of copy.querySelectorAll("time")) time.remove();
        return copy.textContent ?? "";
      }),
  );
}

/** Milliseconds from an act to its words on this page. The page itself looks, with every frame; a locator would every half second. */
export async function timeUntil(page: Page, text: string, act: () => Promise<unknown>): Promise<number> {
  const isThere = page.waitForFunction((words) => document.body.textContent?.includes(words), text, { polling: "raf", timeout: 10_000 });
  const start = performance.now();
  await Promise.all([isThere, act()]);
  return performance.now() - start;
}

/** The network of a browser that is to be cut off. Taking it offline alone leaves its open sockets as they are, unlike a tunnel. */
export async function lineOf(context: BrowserContext) {
  const sockets = new Set<WebSocketRoute>();
  let isCut = false;
  await context.routeWebSocket(/\/app\//, (socket) => {
    if (isCut) return socket.close();
    sockets.add(socket);
    socket.connectToServer();
  });
  return {
    async cut() {
      isCut = true;
      await context.setOffline(true);
      await Promise.all([...sockets].map((socket) => socket.close()));
      sockets.clear();
    },
    async mend() {
      isCut = false;
      await context.setOffline(false);
    },
  };
}
