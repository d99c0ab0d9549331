import { type BrowserContext, expect, type Frame, type Page } from "@playwright/test";
import { type Shop, start } from "../platforms/shop/server";
import { createChannel, createWorkspace, restOf, type Workspace } from "./workspace";

/** One red pixel: what matters is that its bytes are a picture. */
export const PHOTO = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==", "base64");

interface OpenShop extends Workspace {
  identitySecret: string;
  shop: Shop;
}

/** A workspace of the journey's own with a widget channel, and a shop on another origin that carries it. */
export async function openShop(): Promise<OpenShop> {
  const workspace = await createWorkspace();
  const { id, identitySecret = "" } = await createChannel(workspace, { kind: "widget", name: "Nordwind chat" });
  const shop = await start({ port: 0, widgetHost: process.env.PARLEY_URL ?? "", channelId: id });
  return { ...workspace, identitySecret, shop };
}

/** The business's side, as a program with a key. */
export function deskOf(apiKey: string) {
  const call = restOf({ apiKey });
  const conversations = async () => (await call<{ data: { id: string; contactId: string }[] }>("/conversations")).data;
  const messages = async (id: string) =>
    (
      await call<{ data: { kind: string; text: string | null; attachments: { kind: string }[]; delivery: { status: string } | null }[] }>(
        `/conversations/${id}/messages`,
      )
    ).data;
  return {
    conversations,
    messages,
    contact: (id: string) => call<{ id: string; name: string | null }>(`/contacts/${id}`),
    identities: async (id: string) => (await call<{ data: { value: string; verified: boolean }[] }>(`/contacts/${id}/identities`)).data,
    async reply(text: string) {
      const [conversation] = await conversations();
      await call(`/conversations/${conversation?.id}/messages`, { text });
    },
  };
}

/** Clicks where the launcher is: its shadow root is closed, to the page's scripts and to ours. */
export async function clickLauncher(page: Page): Promise<void> {
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  await page.mouse.click(width - 48, height - 48);
}

/** The panel's own page, once it is loaded. */
export async function panelOf(page: Page): Promise<Frame> {
  const find = () => page.frames().find((frame) => frame.url().includes("/widget/frame"));
  await expect.poll(() => find() !== undefined, { message: "the panel is loaded" }).toBe(true);
  const frame = find() as Frame;
  await frame.getByRole("heading", { level: 1 }).waitFor();
  return frame;
}

/** A customer on a page of the shop with the chat open. */
export async function openChat(context: BrowserContext, url: string): Promise<{ page: Page; panel: Frame }> {
  const page = await context.newPage();
  const isLookKnown = page.waitForResponse((answer) => answer.url().includes("/api/widget/settings"));
  await page.goto(url);
  await isLookKnown;
  await expect.poll(() => page.evaluate(() => document.documentElement.lastElementChild?.tagName)).toBe("DIV");
  await clickLauncher(page);
  return { page, panel: await panelOf(page) };
}

/** Writes as the customer does: typing, then Enter. */
export async function write(panel: Frame, text: string): Promise<void> {
  await panel.getByLabel("Write a message").fill(text);
  await panel.getByLabel("Write a message").press("Enter");
}
