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

/** Whoever proves that an account is theirs takes it over from an earlier run. */
async function choose(account: string) {
  await maya
    .getByRole("listitem")
    .filter({ hasText: account })
    .getByRole("button", { name: /^(Connect|Take over)$/ })
    .click();
  await expect(maya.getByText("Live", { exact: true })).toBeVisible();
  await maya.getByRole("link", { name: "Inbox" }).click();
}

test("where the platform counts answers the agent sees how many are left, is warned near the end, and goes on when the customer writes", async ({
  browser,
}) => {
  const rows = await channelsOf(maya, workspace.slug);
  await rows("WeChat Official Account").getByRole("button", { name: "Connect" }).click();
  await maya.getByRole("dialog").getByRole("button", { name: "Authorise by QR code" }).click();
  await maya.getByLabel(/北风会员/).check();
  await maya.getByRole("button", { name: "授权" }).click();
  await choose("北风会员");

  const phone = await phoneOf(browser, { kind: "WECHAT_OA", person: "陈建国", business: "北风会员" });
  await phone.write("积分怎么用？");
  const desk = deskOn(maya);
  await desk.row("积分怎么用？").click();
  await expect(maya.getByText(/^5 answers left, \d/)).toBeVisible();
  await expect(desk.thread).toContainText("积分怎么用？");
  for (const [text, left] of [
    ["您好，", "4 answers left"],
    ["积分可以抵现，", "3 answers left"],
    ["也可以换礼品。", "2 answers left"],
  ] as const) {
    await desk.reply(text);
    await expect(maya.getByText(new RegExp(`^${left}`))).toBeVisible();
  }
  await desk.field.fill("一百分抵一元");
  await expect(maya.getByText("2 answers are left until the customer writes again: put everything into one message.")).toBeVisible();
  await desk.field.fill("一".repeat(1_500));
  await expect(maya.getByRole("alert").getByText(/takes only 2 until the customer writes again/)).toBeVisible();
  await expect(maya.getByRole("button", { name: "Send", exact: true })).toBeDisabled();
  await desk.reply("一百分抵一元。");
  await expect(maya.getByText(/^1 answer left/)).toBeVisible();
  await desk.reply("满一百分即可使用。");
  await expect(maya.getByText("All answers that 北风会员 allows have been given.")).toBeVisible();
  await expect(desk.field).toHaveCount(0);

  await phone.write("谢谢！");
  await expect(maya.getByText(/^5 answers left/)).toBeVisible();
  await phone.page.context().close();
});

test("an agent's reaction is on the customer's phone, and is taken back there", async ({ browser }) => {
  const rows = await channelsOf(maya, workspace.slug);
  await rows("Messenger").getByRole("button", { name: "Connect" }).click();
  await maya.getByRole("dialog").getByRole("button", { name: "Sign in with Facebook" }).click();
  await maya.getByRole("button", { name: "Allow" }).click();
  await choose("Nordwind Outdoor");

  const phone = await phoneOf(browser, { kind: "MESSENGER", person: "Lucía Fernández", business: "Nordwind Outdoor" });
  await phone.write("The tent has arrived, thank you!");
  const desk = deskOn(maya);
  await desk.open(phone.name);
  const line = desk.line("The tent has arrived, thank you!");
  await line.hover();
  await line.getByRole("button", { name: "React" }).click();
  await maya.getByRole("button", { name: "React with ❤️" }).click();
  await expect(desk.thread.getByRole("listitem").filter({ hasText: "❤️" })).toBeVisible();
  // The platform has words for what a Page gives.
  await expect(phone.messages).toContainText("love");
  await line.hover();
  await line.getByRole("button", { name: "React" }).click();
  await maya.getByRole("button", { name: "Take ❤️ back" }).click();
  await expect(desk.thread.getByRole("listitem").filter({ hasText: "❤️" })).toHaveCount(0);
  await expect(phone.messages).not.toContainText("love");
  await phone.page.context().close();
});
