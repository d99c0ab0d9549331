import { randomUUID } from "node:crypto";
import { expect, test } from "@playwright/test";
import { deskOn } from "../pages/desk";
import { newBot, phoneOf, simulatorUrl } from "../pages/phone";
import { createWorkspace, ownerAt, restOf } from "../pages/workspace";

// A microphone that hums, and nobody who has to allow it.
test.use({
  launchOptions: async ({ launchOptions }, use) => {
    await use({ ...launchOptions, args: [...(launchOptions.args ?? []), "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"] });
  },
});

test("an answer is formatted as the channel shows it, cut only when asked, and spoken where one likes", async ({ browser }) => {
  const workspace = await createWorkspace();
  const business = `Nordwind ${randomUUID().slice(0, 6)}`;
  const { token } = await newBot(business);
  await restOf(workspace)("/channels", { kind: "telegram", name: business, credentials: { botToken: token, webhookSecret: randomUUID() }, verify: true });
  await expect(async () =>
    expect(JSON.stringify(await (await fetch(`${simulatorUrl("TELEGRAM")}/__state`)).json())).toContain("/api/webhooks/telegram/"),
  ).toPass();
  const maya = await ownerAt(browser, workspace);
  const phone = await phoneOf(browser, { kind: "TELEGRAM", person: "Lucía Fernández", business });
  await phone.write("Which one shall I take?");
  const desk = deskOn(maya);
  await desk.open(phone.name);

  await desk.field.fill("Take the ");
  await maya.keyboard.press("Control+b");
  await desk.field.pressSequentially("blue");
  await desk.field.press("ArrowRight");
  await desk.field.press("ArrowRight");
  await desk.field.pressSequentially(" one: [the shop](https://shop.test/blue)");
  await expect(desk.field).toHaveValue("Take the **blue** one: [the shop](https://shop.test/blue)");
  await expect(maya.getByRole("region", { name: `As ${business} shows it` })).toContainText("Take the blue one: the shop");
  await maya.getByRole("button", { name: "Buttons" }).click();
  await maya.getByRole("button", { name: "Add a button" }).click();
  await maya.getByLabel("Title").fill("Blue it is");
  await maya.keyboard.press("Escape");
  await desk.field.press("Enter");
  await expect(desk.thread.locator("strong")).toHaveText("blue");
  await expect(phone.messages).toContainText("Take the blue one: the shop");
  await expect(phone.messages.getByRole("button", { name: "Blue it is" })).toBeVisible();

  await desk.reply("It is made of wool that was washed twice. ".repeat(150));
  const question = maya.getByRole("alertdialog");
  await expect(question).toContainText(`This is too long for one message on ${business}.`);
  await question.getByRole("button", { name: "Send as 2 messages" }).click();
  await expect(phone.messages.getByText(/made of wool/)).toHaveCount(2);

  await maya.getByRole("button", { name: "Record a voice message" }).click();
  await expect(maya.getByRole("timer")).toContainText("0:01");
  await maya.getByRole("button", { name: "Stop recording" }).click();
  await expect(maya.getByText(/^[\d.]+ kB$/i)).toBeVisible();
  await maya.getByRole("button", { name: "Send", exact: true }).click();
  await expect(desk.thread.locator("audio")).toHaveCount(1);
  await phone.page.context().close();
  await maya.context().close();
});
