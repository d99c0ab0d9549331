import { randomUUID } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import { deskOn } from "../pages/desk";
import { channelsOf, disturb, newAccount, phoneOf } from "../pages/phone";
import { createWorkspace, ownerAt, type Workspace } from "../pages/workspace";

let workspace: Workspace;
let maya: Page;

test.beforeAll(async ({ browser }) => {
  workspace = await createWorkspace();
  maya = await ownerAt(browser, workspace);
});

test.afterAll(() => maya?.context().close());

test("a LINE account is connected by its secret, its friend is answered for nothing, blocks it, and nothing is sent in vain", async ({ browser }) => {
  const business = `Nordwind ${randomUUID().slice(0, 6)}`;
  const { channelId = "", channelSecret = "" } = await newAccount("LINE", business);
  const rows = await channelsOf(maya, workspace.slug);
  await rows("LINE Official Account").getByRole("button", { name: "Connect" }).click();
  const dialog = maya.getByRole("dialog");
  await dialog.getByLabel("Channel ID").fill(channelId);
  await dialog.getByLabel("Channel secret").fill("0".repeat(32));
  await dialog.getByRole("button", { name: "Connect" }).click();
  await expect(dialog.getByRole("alert")).toContainText("LINE does not accept this channel ID with this channel secret");
  await dialog.getByLabel("Channel secret").fill(channelSecret);
  await dialog.getByRole("button", { name: "Connect" }).click();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(rows(business)).toContainText("Live");

  const phone = await phoneOf(browser, { kind: "LINE", person: "Haruto", business });
  await phone.write("雨靴の28はありますか？");
  await phone.page.getByRole("button", { name: "Send a sticker" }).click();
  await phone.page.getByRole("button", { name: "Where I am" }).click();
  await maya.getByRole("link", { name: "Inbox" }).click();
  const desk = deskOn(maya);
  await desk.open(phone.name);
  await expect(desk.thread).toContainText("雨靴の28はありますか？");
  await expect(desk.thread).toContainText("Where I am");
  await desk.reply("はい、青と黄色があります。");
  await expect(desk.line("はい、青と黄色があります。").getByTitle("Sent")).toBeVisible();
  await expect(phone.messages).toContainText("はい、青と黄色があります。");

  // The month is over, and so is the reply token: the answer says so and can be sent again.
  await disturb("LINE", "throttle");
  await desk.reply("取り置きしましょうか？");
  await expect(phone.messages.getByText("取り置きしましょうか？")).toHaveCount(1, { timeout: 20_000 });

  await phone.page.getByRole("button", { name: "Block", exact: true }).click();
  await expect(maya.getByText(/blocked/i).first()).toBeVisible();
  await phone.page.context().close();
});
