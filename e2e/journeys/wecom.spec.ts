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

test("a corporation installs our app, its customer is answered, a colleague takes over in WeCom, and a failure comes afterwards", async ({ browser }) => {
  const rows = await channelsOf(maya, workspace.slug);
  await rows("WeCom Customer Service").getByRole("button", { name: "Connect" }).click();
  await maya.getByRole("dialog").getByRole("button", { name: "Install our app" }).click();
  await expect(maya.getByRole("heading", { name: "企业微信应用授权" })).toBeVisible();
  await maya.getByRole("radio", { name: "北风童装" }).check();
  await maya.getByRole("button", { name: "同意授权" }).click();
  // An earlier run against the same product may hold the account: whoever proves that it is theirs takes it over.
  await rows("童装客服")
    .getByRole("button", { name: /^(Connect|Take over)$/ })
    .click();
  await expect(maya.getByRole("heading", { level: 1, name: "童装客服 · 北风童装" })).toBeVisible();
  await expect(maya.getByText("Live", { exact: true })).toBeVisible();

  const phone = await phoneOf(browser, { kind: "WECOM", person: "林小雨", business: "童装客服" });
  await phone.write("雨靴有28码吗？");
  await maya.getByRole("link", { name: "Inbox" }).click();
  const desk = deskOn(maya);
  await desk.open(phone.name);
  await expect(desk.thread).toContainText("雨靴有28码吗？");
  await desk.reply("有的，蓝色和黄色都有。");
  await expect(desk.line("有的，蓝色和黄色都有。").getByTitle("Sent")).toBeVisible();
  await expect(phone.messages).toContainText("有的，蓝色和黄色都有。");

  await phone.page.getByRole("button", { name: "Colleague: take" }).click();
  await expect(desk.thread.getByText("Another app answers in this conversation now: WeCom · lisi")).toBeVisible();
  await phone.page.getByRole("button", { name: "Colleague: answer" }).click();
  await expect(desk.thread).toContainText("您好，我是客服小李。");
  await phone.page.getByRole("button", { name: "Colleague: end" }).click();

  await phone.write("请帮我留一双黄色的。");
  await expect(desk.thread).toContainText("请帮我留一双黄色的。");
  await disturb("WECOM", "fail-late");
  await desk.reply("好的，已为您留好。");
  await expect(desk.thread.getByText(/^Not delivered · /)).toBeVisible();
  await expect(desk.thread).toContainText("The customer refuses messages of this account.");
  await expect(phone.messages).not.toContainText("好的，已为您留好。");
  await phone.page.context().close();
});
