import { randomUUID } from "node:crypto";
import { type BrowserContextOptions, expect, type Page, test } from "@playwright/test";
import { expectAccessible } from "../pages/accessible";
import { deskOn } from "../pages/desk";
import { channelsOf, moveClock, newBot, phoneOf } from "../pages/phone";
import { createWorkspace, ownerAt, restOf, type Workspace } from "../pages/workspace";

type State = Exclude<BrowserContextOptions["storageState"], string | undefined>;

let workspace: Workspace;
let signedIn: State;
/** What is looked at, by path: a bot's page and conversation, a number's page, a conversation that takes only templates. */
const paths: Record<"bot" | "botThread" | "number" | "closedThread", string> = { bot: "", botThread: "", number: "", closedThread: "" };

test.beforeAll(async ({ browser }) => {
  workspace = await createWorkspace();
  const maya = await ownerAt(browser, workspace);
  const threadOf = async (who: string) => {
    await maya.goto(`/w/${workspace.slug}/inbox`);
    // Not by `open`, which waits for a text field: a conversation whose time is over has none.
    await deskOn(maya).row(who).click();
    await expect(maya.getByRole("heading", { level: 1, name: who })).toBeVisible();
    return new URL(maya.url()).pathname;
  };

  const rows = await channelsOf(maya, workspace.slug);
  await rows("WhatsApp").getByRole("button", { name: "Connect" }).click();
  await maya.getByRole("dialog").getByRole("button", { name: "Sign up with Meta" }).click();
  await maya.getByRole("button", { name: "Finish" }).click();
  await expectAccessible(maya);
  await rows("Nordwind Kids")
    .getByRole("button", { name: /^(Connect|Take over)$/ })
    .click();
  await expect(maya.getByText("Live", { exact: true })).toBeVisible();
  paths.number = new URL(maya.url()).pathname;
  const late = await phoneOf(browser, { kind: "WHATSAPP", person: "Maria da Conceição", business: "Nordwind Kids" });
  await moveClock("WHATSAPP", -48);
  await late.write("Vocês entregam em Recife?");
  await moveClock("WHATSAPP", 48);
  paths.closedThread = await threadOf(late.name);
  await late.page.context().close();

  const business = `Nordwind ${randomUUID().slice(0, 6)}`;
  const { token } = await newBot(business);
  const credentials = { botToken: token, webhookSecret: randomUUID() };
  const { id } = await restOf(workspace)<{ id: string }>("/channels", { kind: "telegram", name: business, credentials, verify: true });
  paths.bot = `/w/${workspace.slug}/settings/channels/${id}`;
  await maya.goto(paths.bot);
  await expect(maya.getByText("Live", { exact: true })).toBeVisible();
  await maya.getByRole("button", { name: "Begin a pilot" }).click();
  await maya.getByLabel("Share of the customers (%)").fill("100");
  await maya.getByRole("region", { name: "Pilot" }).getByRole("button", { name: "Save" }).click();
  const phone = await phoneOf(browser, { kind: "TELEGRAM", person: "Chidi Okafor", business });
  await phone.write("Which one shall I take?");
  for (const act of ["Share a place", "Share my number"]) await phone.page.getByRole("button", { name: act }).click();
  paths.botThread = await threadOf(phone.name);
  await phone.page.context().close();
  signedIn = await maya.context().storageState();
  await maya.context().close();
});

/** Every kind's dialog, and in it every way that is open. */
async function lookAtDialogs(page: Page) {
  await page.goto(`/w/${workspace.slug}/settings/channels`);
  const buttons = page.locator("section[aria-labelledby=connect-more]").getByRole("button");
  await expect(buttons.first()).toBeVisible();
  for (const button of await buttons.all()) {
    await button.click();
    await expect(page.getByRole("dialog")).toBeVisible();
    for (const way of await page.getByRole("radio").all()) {
      if (!(await way.isEnabled())) continue;
      await way.check();
      await expectAccessible(page);
    }
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
}

async function lookAtThreads(page: Page) {
  await page.goto(paths.closedThread);
  await page.getByRole("option").first().click();
  await expect(page.locator("figure")).toBeVisible();
  await expectAccessible(page);
  await page.goto(paths.botThread);
  const field = page.locator("textarea");
  await field.fill("Take the **blue** one: [the shop](https://shop.test/blue)");
  await expectAccessible(page);
  await field.fill("It is made of wool that was washed twice. ".repeat(150));
  await field.press("Enter");
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await expectAccessible(page);
  await field.fill("");
}

for (const [theme, locale, width] of [
  ["light", "en", 1440],
  ["dark", "zh-CN", 1440],
  ["light", "zh-CN", 390],
  ["dark", "en", 390],
] as const)
  test(`connecting, a channel's page and its conversations are accessible and fit, ${theme}, ${locale}, ${width}`, async ({ browser, baseURL }) => {
    const context = await browser.newContext({ storageState: signedIn, viewport: { width, height: 844 } });
    const cookie = (name: string, value: string) => ({ name, value, url: baseURL ?? "" });
    await context.addCookies([cookie("parley-theme", theme), cookie("parley-locale", locale)]);
    const page = await context.newPage();
    await lookAtDialogs(page);
    for (const path of [paths.bot, paths.number]) {
      await page.goto(path);
      await expectAccessible(page);
    }
    await lookAtThreads(page);
    await context.close();
  });
