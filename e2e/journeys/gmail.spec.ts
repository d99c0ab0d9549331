import { expect, type Page, test } from "@playwright/test";
import { deskOn } from "../pages/desk";
import { channelsOf, disturb, phoneOf } from "../pages/phone";
import { createWorkspace, ownerAt, type Workspace } from "../pages/workspace";

let workspace: Workspace;
let maya: Page;

test.beforeAll(async ({ browser }) => {
  workspace = await createWorkspace();
  maya = await ownerAt(browser, workspace);
});

test.afterAll(() => maya?.context().close());

test("a mailbox at Google is connected by signing in; a mail is answered in its thread, and answered again", async ({ browser }) => {
  const rows = await channelsOf(maya, workspace.slug);
  await rows("Mails to your address").getByRole("button", { name: "Connect" }).click();
  await maya.getByRole("radio", { name: "Gmail or Google Workspace" }).check();
  await maya.getByRole("dialog").getByRole("button", { name: "Gmail or Google Workspace" }).click();
  await expect(maya.getByRole("heading", { name: "Choose an account" })).toBeVisible();
  await maya.getByLabel(/Nordwind Orders/).check();
  await maya.getByRole("button", { name: "Allow" }).click();
  // An earlier run against the same product may hold the mailbox: whoever proves that it is theirs takes it over.
  await maya.getByRole("button", { name: /^(Connect|Take over)$/ }).click();
  await expect(maya.getByRole("heading", { level: 1, name: "orders@nordwind.example" })).toBeVisible();
  await expect(maya.getByText("Live", { exact: true })).toBeVisible();

  const phone = await phoneOf(browser, { kind: "GMAIL", person: "Ines Vogel", business: "Nordwind Orders" });
  await phone.write("Where is order 4417?");
  await maya.getByRole("link", { name: "Inbox" }).click();
  const desk = deskOn(maya);
  const reply = async (text: string) => {
    await desk.field.fill(text);
    await desk.field.press("Control+Enter");
  };
  await desk.open("A question");
  await expect(desk.thread).toContainText("Where is order 4417?");
  await reply("It left our house this morning.");
  await expect(phone.messages).toContainText("It left our house this morning.");
  await phone.write("Wonderful, thank you!");
  await expect(desk.thread).toContainText("Wonderful, thank you!");

  // The access token dies while an answer leaves: nobody notices.
  await disturb("GMAIL", "token-dies");
  await reply("With pleasure.");
  await expect(phone.messages).toContainText("With pleasure.");
  await phone.page.context().close();
});
