import { expect, type Page, test } from "@playwright/test";
import { deskOn } from "../pages/desk";
import { channelsOf, phoneOf } from "../pages/phone";
import { createWorkspace, ownerAt, type Workspace } from "../pages/workspace";

let workspace: Workspace;
let maya: Page;

test.beforeAll(async ({ browser }) => {
  workspace = await createWorkspace();
  maya = await ownerAt(browser, workspace);
});

test.afterAll(() => maya?.context().close());

/** An earlier run against the same product may hold the account: whoever proves that it is theirs takes it over. */
async function choose(name: string) {
  const account = maya.getByRole("listitem").filter({ hasText: name });
  const button = account.getByRole("button", { name: /^(Connect|Take over)$/ });
  const heading = maya.getByRole("heading", { level: 1, name: new RegExp(name) });
  // A press before the page has come to life is lost; whoever presses again has lost nothing.
  await expect(async () => {
    if (await button.isEnabled({ timeout: 1_000 }).catch(() => false)) await button.click();
    await expect(heading).toBeVisible({ timeout: 4_000 });
  }).toPass({ timeout: 20_000 });
  await expect(maya.getByText("Live", { exact: true })).toBeVisible();
}

test("an account is connected at Instagram; a story is answered, read, and what was taken back is gone", async ({ browser }) => {
  const rows = await channelsOf(maya, workspace.slug);
  await rows("Instagram").getByRole("button", { name: "Connect" }).click();
  await maya.getByRole("dialog").getByRole("button", { name: "Sign in with Instagram" }).click();
  await expect(maya.getByRole("heading", { name: "Log in with Instagram" })).toBeVisible();
  await maya.getByLabel(/Nordwind Atelier/).check();
  await maya.getByRole("button", { name: "Allow" }).click();
  await choose("Nordwind Atelier");

  const phone = await phoneOf(browser, { kind: "INSTAGRAM", person: "Ines Vogel", business: "Nordwind Atelier" });
  await phone.page.getByRole("button", { name: "Reply to a story" }).click();
  await phone.write("Is the blue lamp back?");
  await maya.getByRole("link", { name: "Inbox" }).click();
  const desk = deskOn(maya);
  await desk.open(phone.name);
  await expect(desk.thread).toContainText("Love this!");
  await desk.reply("Since this morning!");
  await expect(phone.messages).toContainText("Since this morning!");
  await expect(desk.line("Since this morning!").getByTitle("Read")).toBeVisible();
  // Its echo carries no mark, and may be taken in while the answer to the call is written down.
  await expect(desk.thread.getByText("Since this morning!")).toHaveCount(1);

  await phone.page.getByRole("button", { name: "Take the last one back" }).click();
  await expect(desk.thread).not.toContainText("Is the blue lamp back?");
  await phone.page.getByRole("button", { name: "Open through ig.me" }).click();
  await expect(desk.thread).toContainText("The customer came back through “bio-link”");
  await phone.page.context().close();
});

test("an account is connected through its Page, and one that nobody linked says so", async ({ browser }) => {
  const rows = await channelsOf(maya, workspace.slug);
  await rows("Direct messages and story replies").getByRole("button", { name: "Connect" }).click();
  await maya.getByRole("radio", { name: "Through a Facebook Page" }).check();
  await maya.getByRole("dialog").getByRole("button", { name: "Through a Facebook Page" }).click();
  await expect(maya.getByRole("heading", { name: "Log in with Facebook" })).toBeVisible();
  await maya.getByRole("button", { name: "Allow" }).click();
  await expect(rows("Nordwind Archive")).toContainText("No professional Instagram account is linked");
  await expect(rows("Hiking Club").getByRole("button")).toBeDisabled();
  await choose("Nordwind Kids");

  const phone = await phoneOf(browser, { kind: "INSTAGRAM", person: "Tomasz Nowak", business: "Nordwind Kids" });
  await phone.write("Macie kalosze w rozmiarze 28?");
  await maya.getByRole("link", { name: "Inbox" }).click();
  const desk = deskOn(maya);
  await desk.open(phone.name);
  await expect(desk.thread).toContainText("Macie kalosze");
  await desk.reply("Tak, niebieskie i żółte.");
  await expect(phone.messages).toContainText("Tak, niebieskie i żółte.");
  await phone.page.getByRole("button", { name: "Answer in the app" }).click();
  await expect(desk.thread).toContainText("Hello from the Instagram app");
  await phone.page.context().close();
});
