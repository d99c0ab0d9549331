import { createHmac } from "node:crypto";
import { expect, test } from "@playwright/test";
import { clickLauncher, deskOf, openChat, openShop, PHOTO, panelOf, write } from "../pages/shop";

test("a customer asks in a shop on another origin, with a photo, and has the answer while the page stays open", async ({ context }) => {
  const { shop, apiKey } = await openShop();
  const desk = deskOf(apiKey);
  const { page, panel } = await openChat(context, `${shop.url}/products/aurora-shell`);
  await expect(panel.getByLabel("Write a message")).toBeFocused();

  await panel.locator("input[type=file]").setInputFiles({ name: "torn-seam.png", mimeType: "image/png", buffer: PHOTO });
  await expect(panel.getByRole("button", { name: "Remove torn-seam.png" })).toBeVisible();
  await write(panel, "Can this seam be repaired?");
  await expect(panel.getByTitle("Sent")).toBeVisible();
  await expect.poll(async () => (await desk.conversations()).length).toBe(1);
  const conversationId = (await desk.conversations())[0]?.id ?? "";
  expect(await desk.messages(conversationId)).toMatchObject([{ kind: "inbound", text: "Can this seam be repaired?", attachments: [{ kind: "image" }] }]);
  await expect(panel.locator(".picture img")).toHaveAttribute("src", /\/api\/files\//);

  await desk.reply("Yes, send it to us: https://nordwind.example/repairs.");
  await expect(panel.getByText("Yes, send it to us")).toBeVisible();
  await expect(panel.getByRole("link", { name: "https://nordwind.example/repairs" })).toHaveAttribute("rel", /noopener/);
  await expect.poll(async () => (await desk.messages(conversationId))[1]?.delivery?.status).toBe("read");

  await page.keyboard.press("Escape");
  await desk.reply("It takes a week.");
  await expect.poll(async () => (await desk.messages(conversationId))[2]?.delivery?.status).toBe("delivered");
  await clickLauncher(page);
  await expect.poll(async () => (await desk.messages(conversationId))[2]?.delivery?.status).toBe("read");
  await shop.close();
});

test("what is written without a network is kept, sent once when it is back, and a second tab and a reload see the same", async ({ context }) => {
  const { shop, apiKey } = await openShop();
  const desk = deskOf(apiKey);
  const { page, panel } = await openChat(context, shop.url);
  await write(panel, "first");
  await expect(panel.getByTitle("Sent")).toBeVisible();

  await context.setOffline(true);
  await write(panel, "second, in a tunnel");
  await expect(panel.getByText("Not sent.")).toBeVisible();
  await expect(panel.getByText("Reconnecting…")).toBeVisible();
  await context.setOffline(false);
  await expect(panel.getByText("Not sent.")).toBeHidden();

  const tab = await context.newPage();
  await tab.goto(shop.url);
  const other = await panelOf(tab);
  await clickLauncher(tab);
  await expect(other.getByText("second, in a tunnel")).toBeVisible();
  await write(other, "third, from another tab");
  await expect(panel.getByText("third, from another tab")).toBeVisible();
  await page.reload();
  await expect((await panelOf(page)).getByText("third, from another tab")).toBeAttached();

  const conversations = await desk.conversations();
  expect(conversations).toHaveLength(1);
  const texts = (await desk.messages(conversations[0]?.id ?? "")).map((message) => message.text);
  expect(texts).toEqual(["first", "second, in a tunnel", "third, from another tab"]);
  await shop.close();
});

test("a customer who signs in is the business's own, and after log-out the next one on this computer sees nothing", async ({ context }) => {
  const { shop, apiKey, identitySecret } = await openShop();
  const desk = deskOf(apiKey);
  const anonymous = await openChat(context, shop.url);
  await write(anonymous.panel, "before signing in");
  await expect(anonymous.panel.getByTitle("Sent")).toBeVisible();
  await anonymous.page.close();

  const signature = createHmac("sha256", identitySecret).update("user_42").digest("hex");
  const { page, panel } = await openChat(context, `${shop.url}/?signed=user_42.${signature}`);
  await expect(panel.getByText("before signing in")).toBeVisible();
  await write(panel, "after signing in");
  await expect(panel.getByTitle("Sent").first()).toBeVisible();
  await expect.poll(async () => (await desk.conversations()).length).toBe(1);
  const contactId = (await desk.conversations())[0]?.contactId ?? "";
  expect(await desk.contact(contactId)).toMatchObject({ name: "Lucía Fernández" });
  expect(await desk.identities(contactId)).toContainEqual(expect.objectContaining({ value: "user_42", verified: true }));

  await page.evaluate(() => (window as unknown as { Parley(command: string): void }).Parley("shutdown"));
  await page.close();
  const next = await openChat(context, shop.url);
  await expect(next.panel.getByText("signing in")).toHaveCount(0);
  await shop.close();
});

test("Enter that chooses a Chinese candidate sends nothing", async ({ context }) => {
  const { shop } = await openShop();
  const { panel } = await openChat(context, shop.url);
  const field = panel.getByLabel("Write a message");
  await field.fill("nihao");
  await field.dispatchEvent("compositionstart");
  await field.dispatchEvent("keydown", { key: "Enter", isComposing: true });
  await field.dispatchEvent("keydown", { key: "Enter", keyCode: 229 });
  await expect(field).toHaveValue("nihao");
  await expect(panel.locator(".mine")).toHaveCount(0);
  await shop.close();
});

for (const [name, path] of [
  ["styles that reset everything", "/?hostile"],
  ["a strict content security policy and trusted types", "/?csp"],
] as const)
  test(`the chat stands on a page with ${name}`, async ({ context }) => {
    const { shop } = await openShop();
    const { panel } = await openChat(context, shop.url + path);
    await write(panel, "hello");
    await expect(panel.getByTitle("Sent")).toBeVisible();
    await shop.close();
  });
