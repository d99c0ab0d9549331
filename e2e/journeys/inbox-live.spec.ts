import { expect, type Locator, type Page, test } from "@playwright/test";
import { deskOn, lineOf, rowTexts, timeUntil } from "../pages/desk";
import { colleagueAt, createChannel, createWorkspace, customersOf, ownerAt, type Workspace } from "../pages/workspace";

/** Two people at their desks, each in a browser of their own, and an app whose customers write. */
let workspace: Workspace;
let maya: Page;
let jonas: Page;
let say: (customer: string, text: string) => Promise<unknown>;

test.beforeAll(async ({ browser }) => {
  workspace = await createWorkspace();
  const { id } = await createChannel(workspace, { kind: "api", name: "Order service" });
  say = customersOf(workspace, id);
  maya = await ownerAt(browser, workspace);
  jonas = await colleagueAt(browser, { owner: maya, slug: workspace.slug, name: "Jonas Berg" });
  for (const page of [maya, jonas]) await page.goto(`/w/${workspace.slug}/inbox`);
});

test.afterAll(async () => {
  for (const page of [maya, jonas]) await page?.context().close();
});

test("what one agent does stands on a colleague's screen within a second, without a reload", async () => {
  const [hers, his] = [deskOn(maya), deskOn(jonas)];
  const times: number[] = [];
  const onHis = async (text: string, act: () => Promise<unknown>) => times.push(await timeUntil(jonas, text, act));
  await onHis("Where is my parcel?", () => say("Lucía Fernández", "Where is my parcel?"));
  await expect(his.row("Lucía").getByText("1 unread message")).toBeAttached();
  await hers.open("Lucía");
  await his.open("Lucía");
  await expect(his.page.getByRole("list", { name: "Also here" }).getByRole("listitem")).toHaveCount(1);

  await hers.field.pressSequentially("It left");
  await expect(his.page.getByText(/is writing a reply/).last()).toBeVisible();
  await hers.field.fill("It left our house this morning.");
  await onHis("It left our house this morning.", () => hers.field.press("Enter"));
  await hers.chooseNote();
  await hers.field.fill("Carrier: ask for Tom.");
  await onHis("Carrier: ask for Tom.", () => hers.field.press("Enter"));
  await expect(his.thread.getByText(/private note, only your team sees this/)).toBeVisible();
  const choice = await hers.openAssign("Jonas Berg");
  await onHis("assigned this to Jonas Berg", () => choice.click());
  await expect(his.page.getByRole("button", { name: /^Assign to.*Jonas Berg/ })).toBeVisible();
  await onHis("resolved this", () => hers.page.getByRole("button", { name: "Resolve", exact: true }).click());
  await expect(his.page.getByRole("button", { name: "Reopen" })).toBeVisible();
  await expect(his.row("Lucía")).toHaveCount(0);

  // Slow moments are a busy machine's; without the push no change would come before its next check, seconds later.
  expect(times.sort((a, b) => a - b)[1], `milliseconds: ${times.map(Math.round)}`).toBeLessThan(1_000);
});

test("a private note is the team's alone, and unread counts what each has not read", async () => {
  const [hers, his] = [deskOn(maya), deskOn(jonas)];
  for (const text of ["Is the tent in stock?", "The green one.", "Hello?"]) await say("Ines Vogel", text);
  await expect(his.row("Ines").getByText("3 unread messages")).toBeAttached();
  await hers.open("Ines");
  await expect(hers.row("Ines").getByText(/unread/)).toHaveCount(0);
  await expect(his.row("Ines").getByText("3 unread messages")).toBeAttached();
  await hers.note("Two left, in the back.");
  await expect(his.row("Ines").getByText(/Two left, in the back/)).toBeVisible();
  await expect(his.row("Ines").getByText("3 unread messages")).toBeAttached();
  await his.open("Ines");
  await expect(his.row("Ines").getByText(/unread/)).toHaveCount(0);
});

test("an agent who was cut off while five hundred messages came sees them all without a reload", async ({ browser }) => {
  const context = await browser.newContext({ storageState: await jonas.context().storageState() });
  const line = await lineOf(context);
  const page = await context.newPage();
  await page.goto(`/w/${workspace.slug}/inbox`);
  const his = deskOn(page);
  const customers = Array.from({ length: 25 }, (_, i) => `Customer ${String(i + 1).padStart(2, "0")}`);
  await Promise.all(customers.map((name) => say(name, `${name}: first`)));
  await expect(his.row("Customer").first()).toBeVisible();
  await say("Customer 07", "Customer 07: second");
  await his.open("Customer 07");
  await his.scrollUp();
  await expect(his.thread.getByText("Customer 07: first")).toBeVisible();

  await line.cut();
  for (let round = 1; round <= 20; round++) await Promise.all(customers.map((name) => say(name, `${name}: message ${round}`)));
  await expect(page.getByText(/^You are offline\./)).toBeVisible();
  await expect(his.thread.getByText("message 1")).toHaveCount(0);
  await line.mend();

  await expect(his.thread.getByText("Customer 07: message 20", { exact: true })).toBeVisible();
  await expect(page.getByText(/^You are offline\./)).toBeHidden();
  expect(await his.thread.getByText(/^Customer 07: /).allTextContents()).toEqual([
    "Customer 07: first",
    "Customer 07: second",
    ...Array.from({ length: 20 }, (_, i) => `Customer 07: message ${i + 1}`),
  ]);
  // The same list as for somebody who comes to the desk only now.
  const fresh = await context.newPage();
  await fresh.goto(`/w/${workspace.slug}/inbox`);
  await expect(deskOn(fresh).row("Customer").first()).toBeVisible();
  const rows = async (list: Locator) => (await rowTexts(list)).slice(0, 10);
  await expect.poll(() => rows(his.list)).toEqual(await rows(deskOn(fresh).list));
  await context.close();
});
