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

test("a number is connected, its customer is answered, a text that the network drops turns red, and STOP is heard", async ({ browser }) => {
  const business = `Nordwind ${randomUUID().slice(0, 6)}`;
  const { sid = "", authToken = "", from = "" } = await newAccount("SMS", business);
  const rows = await channelsOf(maya, workspace.slug);
  await rows("Text messages to a number at Twilio").getByRole("button", { name: "Connect" }).click();
  const dialog = maya.getByRole("dialog");
  await dialog.getByLabel("Account SID", { exact: true }).fill(sid);
  await dialog.getByLabel("Auth token", { exact: true }).fill(authToken);
  await dialog.getByLabel("Number or Messaging Service").fill("+15550000000");
  await dialog.getByRole("button", { name: "Connect" }).click();
  await expect(dialog.getByRole("alert")).toContainText(`It has: ${from}.`);
  // Nobody has to know the number's digits: whoever names none chooses from the account's.
  await dialog.getByLabel("Number or Messaging Service").fill("");
  await dialog.getByRole("button", { name: "Connect" }).click();
  await expect(maya.getByRole("heading", { name: "Choose an account" })).toBeVisible();
  await expect(rows(`${business} pool (Messaging Service)`)).toBeVisible();
  await rows(from).getByRole("button", { name: "Connect" }).click();
  await expect(maya.getByRole("heading", { level: 1, name: `${business} (${from})` })).toBeVisible();
  await expect(maya.getByText("Live", { exact: true })).toBeVisible();

  const phone = await phoneOf(browser, { kind: "SMS", person: "Ines", business });
  const number = await phone.page.getByLabel("You are").inputValue();
  await phone.write("Hello, order 4417?");
  await maya.getByRole("link", { name: "Inbox" }).click();
  const desk = deskOn(maya);
  await desk.open(number);
  await expect(desk.thread).toContainText("Hello, order 4417?");
  await desk.field.fill("x".repeat(160));
  await expect(maya.getByText("1 segment · 0 left")).toBeVisible();
  await desk.field.fill(`${"x".repeat(159)}🙂`);
  await expect(maya.getByText(/^3 segments/)).toBeVisible();
  await desk.reply("It leaves today.");
  await expect(phone.messages).toContainText("It leaves today.");
  await expect(desk.line("It leaves today.").getByTitle("Delivered")).toBeVisible();

  // Twilio takes it and says that it failed: the first status tells better, and nothing is sent twice.
  await disturb("SMS", "lost");
  await desk.reply("Track it at shop.example/4417");
  await expect(desk.line("Track it at shop.example/4417").getByTitle("Delivered")).toBeVisible();
  await expect(phone.messages.getByText("Track it at shop.example/4417")).toHaveCount(1);

  await disturb("SMS", "unreachable");
  await desk.reply("Shall we call you?");
  await expect(desk.thread.getByText(/out of reach/)).toBeVisible();
  await expect(phone.messages).not.toContainText("Shall we call you?");

  await phone.page.getByRole("button", { name: "STOP", exact: true }).click();
  await expect(desk.thread).toContainText("STOP");
  await phone.page.context().close();
});
