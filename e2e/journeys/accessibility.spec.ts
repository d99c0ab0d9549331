import { type BrowserContextOptions, expect, test } from "@playwright/test";
import { expectAccessible } from "../pages/accessible";
import { deskOn } from "../pages/desk";
import { PHOTO } from "../pages/shop";
import { createChannel, createWorkspace, customersOf, ownerAt, restOf, type Workspace } from "../pages/workspace";

type State = Exclude<BrowserContextOptions["storageState"], string | undefined>;

let workspace: Workspace;
let signedIn: State;
let conversationId: string;

/** One conversation with everything a thread can hold: a photo, a word that fills the line, an answer that failed, a note, an assignment. */
test.beforeAll(async ({ browser }) => {
  workspace = await createWorkspace();
  const rest = restOf(workspace);
  const { id: channelId } = await createChannel(workspace, { kind: "api", name: "Order service" });
  const say = customersOf(workspace, channelId);
  for (const [name, text] of [
    ["王芳", "你好，请问什么时候发货？"],
    ["Maximiliane von Hohenstein-Wittgenstein zu Oberammergau", "a".repeat(400)],
    ["Lucía Fernández", "Where is my parcel?"],
  ] as const)
    await say(name, text);
  const find = async () => (await rest<{ data: { id: string }[] }>("/conversations")).data;
  await expect.poll(async () => (await find()).length).toBe(3);
  const page = await ownerAt(browser, workspace);
  const desk = deskOn(page);
  await desk.open("Lucía");
  conversationId = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  await page.locator("input[type=file]").setInputFiles({ name: "receipt.png", mimeType: "image/png", buffer: PHOTO });
  await desk.field.fill("Here is the receipt.");
  await expect(page.getByRole("button", { name: "Remove receipt.png" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Send", exact: true })).toBeEnabled();
  await desk.field.press("Enter");
  await expect(desk.line("Here is the receipt.").getByTitle("Sent")).toBeVisible();
  const { data } = await rest<{ data: { id: string; kind: string }[] }>(`/conversations/${conversationId}/messages`);
  const answer = data.find((message) => message.kind === "outbound");
  await desk.note("Ask the carrier.");
  await (await desk.openAssign("maya")).click();
  await rest(`/channels/${channelId}/messages/${answer?.id}/status`, { status: "failed", reason: "The number does not exist." });
  await expect(desk.thread.getByText(/The number does not exist/)).toBeVisible();
  await say("Lucía Fernández", "https://example.test/a-very-long-address/that-does-not-fit/on-a-phone/anywhere-at-all");
  signedIn = await page.context().storageState();
  await page.context().close();
});

for (const theme of ["light", "dark"])
  for (const locale of ["en", "zh-CN"])
    test(`inbox, contacts, channels and sign-in are accessible and fit a phone, ${theme}, ${locale}`, async ({ browser, baseURL }) => {
      const context = await browser.newContext({ storageState: signedIn });
      const cookie = (name: string, value: string) => ({ name, value, url: baseURL ?? "" });
      await context.addCookies([cookie("parley-theme", theme), cookie("parley-locale", locale)]);
      const page = await context.newPage();
      const path = (rest: string) => `/w/${workspace.slug}${rest}`;
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 844 });
        await page.goto(path(`/inbox/${conversationId}`));
        await expect(page.getByRole("log").getByRole("img", { name: "receipt.png" })).toBeVisible();
        await expectAccessible(page);
        for (const rest of ["/inbox", "/contacts", "/settings/channels"]) {
          await page.goto(path(rest));
          await expectAccessible(page);
        }
      }
      await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
      await expect(page.locator("html")).toHaveAttribute("lang", locale);
      await context.clearCookies({ name: /session/ });
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 844 });
        await page.goto("/sign-in");
        await expectAccessible(page);
      }
      await context.close();
    });
