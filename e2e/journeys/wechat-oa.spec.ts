import { expect, type Page, test } from "@playwright/test";
import { deskOn } from "../pages/desk";
import { channelsOf, disturb, phoneOf, simulatorUrl } from "../pages/phone";
import { createWorkspace, ownerAt, type Workspace } from "../pages/workspace";

let workspace: Workspace;
let maya: Page;

test.beforeAll(async ({ browser }) => {
  workspace = await createWorkspace();
  maya = await ownerAt(browser, workspace);
});

test.afterAll(() => maya?.context().close());

/** As its administrator does at WeChat, from our page and back to the connected channel. */
async function authorise(): Promise<void> {
  const rows = await channelsOf(maya, workspace.slug);
  await rows("WeChat Official Account").getByRole("button", { name: "Connect" }).click();
  await maya.getByRole("dialog").getByRole("button", { name: "Authorise by QR code" }).click();
  await expect(maya.getByRole("heading", { name: "公众平台账号授权" })).toBeVisible();
  await maya.getByLabel(/北风童装/).check();
  await maya.getByRole("button", { name: "授权" }).click();
  // An earlier run against the same product may hold the account: whoever proves that it is theirs takes it over.
  await rows("北风童装")
    .getByRole("button", { name: /^(Connect|Take over)$/ })
    .click();
  await expect(maya.getByRole("heading", { level: 1, name: "北风童装" })).toBeVisible();
  await expect(maya.getByText("Live", { exact: true })).toBeVisible();
}

test("an official account is authorised by its administrator, its follower is answered, and nothing is lost when it is taken back", async ({ browser }) => {
  await authorise();

  const phone = await phoneOf(browser, { kind: "WECHAT_OA", person: "林小雨", business: "北风童装" });
  await phone.write("雨靴有28码吗？");
  await maya.getByRole("link", { name: "Inbox" }).click();
  const desk = deskOn(maya);
  // WeChat gives no names: the row is known by what was said.
  await desk.row("雨靴有28码吗？").click();
  await expect(desk.thread).toContainText("雨靴有28码吗？");
  await desk.reply("有的，蓝色和黄色都有。");
  await expect(desk.line("有的，蓝色和黄色都有。").getByTitle("Sent")).toBeVisible();
  await expect(phone.messages).toContainText("有的，蓝色和黄色都有。");

  await phone.page.getByRole("button", { name: "Menu: 人工客服" }).click();
  await expect(desk.thread).toContainText("MENU_HUMAN_AGENT");

  await disturb("WECHAT_OA", "refuse");
  await desk.reply("需要帮您留一双吗？");
  await expect(desk.thread.getByText(/^Not delivered · The customer blocked this channel or left it/)).toBeVisible();
  await expect(phone.messages).not.toContainText("需要帮您留一双吗？");
  await desk.thread.getByRole("button", { name: "Send again" }).click();
  await expect(phone.messages.getByText("需要帮您留一双吗？")).toHaveCount(1);

  // The administrator takes the authorisation back at WeChat; authorised again, it is the same channel with the same history.
  await fetch(`${simulatorUrl("WECHAT_OA")}/__unauthorize`, { method: "POST", body: JSON.stringify({ account: "wx5ad20f7c3e914b02" }) });
  await (await channelsOf(maya, workspace.slug))("北风童装").getByRole("link").click();
  await expect(maya.getByText("Disconnected", { exact: true })).toBeVisible();
  await authorise();
  await phone.write("那就留一双吧。");
  await maya.getByRole("link", { name: "Inbox" }).click();
  await desk.row("那就留一双吧。").click();
  await expect(desk.thread).toContainText("有的，蓝色和黄色都有。");
  await phone.page.context().close();
});
