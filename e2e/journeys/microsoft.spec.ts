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

test("a mailbox at Microsoft 365 is connected by consent; a mail is answered, and a refused answer says why", async ({ browser }) => {
  const rows = await channelsOf(maya, workspace.slug);
  await rows("Mails to your address").getByRole("button", { name: "Connect" }).click();
  await maya.getByRole("radio", { name: "Microsoft 365 or Outlook.com" }).check();
  await maya.getByRole("dialog").getByRole("button", { name: "Microsoft 365 or Outlook.com" }).click();
  await expect(maya.getByRole("heading", { name: "Permissions requested" })).toBeVisible();
  await maya.getByLabel(/Nordwind Sales/).check();
  await maya.getByRole("button", { name: "Accept" }).click();
  // An earlier run against the same product may hold the mailbox: whoever proves that it is theirs takes it over.
  await maya.getByRole("button", { name: /^(Connect|Take over)$/ }).click();
  await expect(maya.getByRole("heading", { level: 1, name: "sales@nordwind.example" })).toBeVisible();
  await expect(maya.getByText("Live", { exact: true })).toBeVisible();

  const phone = await phoneOf(browser, { kind: "MICROSOFT", person: "Lena Brandt", business: "Nordwind Sales" });
  await expect(phone.page.getByText("connected", { exact: true })).toBeVisible();
  await phone.write("Do you deliver to Tromsø?");
  await maya.getByRole("link", { name: "Inbox" }).click();
  const desk = deskOn(maya);
  const reply = async (text: string) => {
    await desk.field.fill(text);
    await desk.field.press("Control+Enter");
  };
  await desk.open("A question");
  await expect(desk.thread).toContainText("Do you deliver to Tromsø?");
  // The access token dies while the answer leaves: nobody notices.
  await disturb("MICROSOFT", "token-dies");
  await reply("Within three days.");
  await expect(phone.messages).toContainText("Within three days.");
  await expect(desk.thread.getByTitle("Sent")).toHaveCount(1);
  await phone.write("Then I order today.");
  await expect(desk.thread).toContainText("Then I order today.");

  await disturb("MICROSOFT", "full");
  await reply("Thank you!");
  await expect(desk.thread.getByText(/^Not delivered · /)).toBeVisible();
  await expect(phone.messages).not.toContainText("Thank you!");
  await phone.page.context().close();
});
