import { expect, type FrameLocator, type Page, test } from "@playwright/test";
import { expectAccessible } from "../pages/accessible";
import { deskOn } from "../pages/desk";
import { DEPOTS, drawn, LABEL } from "../pages/drawn";
import { connectMailbox, type MailPerson, mailPerson, mailUrl, subjectsOf } from "../pages/mail";
import { awayMail, gb18030Mail, INVOICE, MARKED, newsletter, ORDER, photographed, qqAnswer, withHistory } from "../pages/mail-texts";
import { picture } from "../pages/picture";
import { createWorkspace, ownerAt, type Workspace } from "../pages/workspace";

/*
 * Ten mails go through a real SMTP server into a real mailbox, stand in the inbox, are answered, and the answers lie in the
 * customers' mailboxes. The only thing that is not real is the customers.
 */

test.describe.configure({ mode: "serial" });

let workspace: Workspace;
let support: string;
let ours: string;
let maya: Page;
let ana: MailPerson;
let ben: MailPerson;
let kim: MailPerson;
let tomasz: MailPerson;
let wang: MailPerson;

/** The frames of the mails in the thread, by whose mail it is. */
const mailOf = (name: string): FrameLocator => maya.getByRole("log").frameLocator(`iframe[title="Mail from ${name}"]`);

async function answer(text: string): Promise<void> {
  const { field } = deskOn(maya);
  await field.fill(text);
  await field.press("Control+Enter");
  await expect(field).toHaveValue("");
}

test.beforeAll(async ({ browser }) => {
  workspace = await createWorkspace();
  const mailbox = await connectMailbox(workspace, "Nordwind Support");
  support = mailbox.address;
  ours = mailbox.named;
  [ana, ben, kim] = await Promise.all([mailPerson("Ana Morales", "ana"), mailPerson("Ben Ode", "ben"), mailPerson("Kim Park", "kim")]);
  [tomasz, wang] = await Promise.all([mailPerson("Tomasz Nowak", "tomasz"), mailPerson("王思远", "wang.siyuan")]);
  maya = await ownerAt(browser, workspace);
});

test.afterAll(() => maya?.context().close());

test("mails of every make stand in the inbox, those of one thread in one conversation", async ({ browser }) => {
  const [li, carrier, lucia, chen] = await Promise.all([
    mailPerson("李娜", "li.na"),
    mailPerson("Carrier Nord", "news"),
    mailPerson("Lucía Fernández", "lucia.f"),
    mailPerson("陈晨", "chen"),
  ]);
  const order = await ana.write({ ...ORDER, to: [ours], cc: [ben.named, kim.named] });
  const invoice = await wang.write({ ...INVOICE, to: [ours], cc: [li.named] });
  await tomasz.write({ ...photographed(await drawn(browser, LABEL)), to: [ours] });
  await lucia.write({ ...MARKED, to: [ours] });
  await chen.writeRaw(support, gb18030Mail(chen.address, support));
  const depots = { name: "depots.png", type: "image/png", base64: (await drawn(browser, DEPOTS)).toString("base64") };
  await carrier.write({ to: [carrier.address], subject: "The depots", text: "For our mails.", attachments: [depots] });
  const inSent = (await carrier.sent())[0]?.id ?? "";
  await carrier.write({ ...newsletter(`${mailUrl()}/__mail/file?person=${encodeURIComponent(carrier.address)}&amp;id=${inSent}&amp;index=0`), to: [ours] });
  await expect.poll(() => subjectsOf(workspace), { timeout: 20_000 }).toHaveLength(6);
  const agreed = withHistory("Agreed, the 27th suits us best.", { who: "Ana Morales", text: ORDER.text });
  const thread = (id: string) => ({ inReplyTo: id, references: [id] });
  await ben.write({ to: [ana.named, ours], cc: [kim.named], subject: `Re: ${ORDER.subject}`, text: agreed, ...thread(order) });
  await li.write({ to: [ours], cc: [wang.named], subject: `回复：${INVOICE.subject}`, ...qqAnswer(wang.address), ...thread(invoice) });

  const desk = deskOn(maya);
  await expect(desk.row(ORDER.subject)).toContainText("Agreed, the 27th suits us best.");
  await expect(desk.row(INVOICE.subject)).toContainText("补充一下：抬头也请改成");
  await expect(desk.row("退货款没有到账")).toContainText("退货一周了，款还没有到账。请帮我查一下。");
  expect(await subjectsOf(workspace)).toHaveLength(6);
});

test("an answer goes to all who take part, is threaded on both sides, and what it quotes is one press away", async () => {
  const desk = deskOn(maya);
  await desk.open(ORDER.subject);
  await expect(desk.thread).not.toContainText("Our season opens on the 30th.\n\nBen and Kim are in copy, they run the warehouse.\n>");
  await expect(desk.thread.getByText("On Sat, 21 Nov 2026 at 10:12")).toHaveCount(0);
  await desk.thread.getByRole("button", { name: "Show quoted text" }).click();
  await expect(desk.thread.getByText("On Sat, 21 Nov 2026 at 10:12")).toBeVisible();
  await desk.thread.getByRole("button", { name: "Hide quoted text" }).click();
  await picture(maya, "mail-light");

  await maya.getByRole("button", { name: /^to Ben Ode, cc .*Edit the recipients$/ }).click();
  await maya.getByLabel("Bcc", { exact: true }).last().fill(tomasz.address);
  await maya.getByLabel("Bcc", { exact: true }).last().press("Enter");
  await picture(maya, "mail-composer");
  await answer("Two jackets in L leave our warehouse today; they are with you on the 27th.\n\nMaya");
  await expect(desk.thread.getByTitle("Sent")).toHaveCount(1);

  await expect.poll(ana.received, { timeout: 20_000 }).toHaveLength(2);
  await expect.poll(tomasz.received, { timeout: 20_000 }).toHaveLength(1);
  const [sent] = (await ana.received()).filter(({ from }) => from.includes(support));
  const [asked, agreed] = [(await ana.sent())[0], (await ben.sent())[0]];
  expect(sent).toMatchObject({ subject: `Re: ${ORDER.subject}`, from: `Nordwind Support <${support}>` });
  expect(sent?.to.join()).toContain(ben.address);
  expect([...(sent?.cc ?? [])].join()).toMatch(new RegExp(`${ana.address}.*${kim.address}|${kim.address}.*${ana.address}`));
  expect(sent?.references).toEqual(expect.arrayContaining([asked?.messageId, agreed?.messageId]));
  expect(sent?.replyTo).toMatch(/\+r\.[a-z2-7]{42}@/);
  expect(JSON.stringify(sent)).not.toContain(tomasz.address);

  const { messageId = "", references = [], replyTo = "" } = sent ?? {};
  const thanks = { subject: `Re: ${ORDER.subject}`, inReplyTo: messageId, references: [...references, messageId] };
  await ana.write({ ...thanks, to: [replyTo], text: "Wonderful, thank you." });
  await kim.writeRaw(replyTo, awayMail(kim.address, support, messageId));
  await expect(desk.thread.getByText("Wonderful, thank you.")).toBeVisible();
  const away = desk.thread.getByRole("article", { name: "Mail from Kim Park" });
  await expect(away).toContainText("I am away until 26 November.");
  await expect(away.getByText("Automatic", { exact: true })).toBeVisible();
  expect(await subjectsOf(workspace)).toHaveLength(6);
});

test("HTML is shown safely: its own pictures at once, others when asked for, readable in the dark, and nothing runs", async ({ baseURL }) => {
  const desk = deskOn(maya);
  await desk.open("The zip of my Aurora jacket");
  const label = mailOf(tomasz.name).getByRole("img", { name: "The label" });
  await expect(label).toHaveJSProperty("complete", true);
  await expect.poll(() => label.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(320);
  await expect(desk.thread.getByRole("img", { name: "receipt.png" })).toBeVisible();
  await expect(desk.thread.getByRole("img", { name: "label.png" })).toHaveCount(0);

  await desk.open("Your pick-ups in December");
  await expect(desk.thread.getByText("1 image is blocked")).toBeVisible();
  await picture(maya, "mail-blocked-images");
  await desk.thread.getByRole("button", { name: "Show images" }).click();
  await expect(desk.thread.getByText(/image.* blocked/)).toHaveCount(0);
  const map = mailOf("Carrier Nord").getByRole("img", { name: "The depots" });
  await expect(map).toHaveAttribute("src", /\/api\/remote-images\/[\w-]{72}$/);
  await expect.poll(() => map.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth)).toBe(480);
  await expect(desk.thread.locator("iframe")).toHaveAttribute("sandbox", "allow-same-origin allow-popups allow-popups-to-escape-sandbox");
  await expect(maya).toHaveTitle(/^Your pick-ups in December/);
  await expectAccessible(maya);

  await maya.context().addCookies([{ name: "parley-theme", value: "dark", url: baseURL ?? "" }]);
  await maya.reload();
  await desk.open(MARKED.subject.replace("Re: ", ""));
  await expect(mailOf("Lucía Fernández").getByText("new address")).toBeVisible();
  await expectAccessible(maya);
  await desk.open(INVOICE.subject);
  await expect(mailOf("李娜").getByText(/绿野户外用品有限公司/)).toBeVisible();
  await expect(mailOf("李娜").getByText(/原始邮件/)).toBeHidden();
  await picture(maya, "mail-dark");
  await maya.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(maya);
});

test("a mail that comes back turns red, with the reason", async () => {
  await maya.setViewportSize({ width: 1280, height: 720 });
  await maya.context().clearCookies({ name: "parley-theme" });
  await maya.goto(`/w/${workspace.slug}/inbox`);
  const gone = await mailPerson("Jonas Weber", "jonas");
  await gone.write({ to: [ours], subject: "A question about sizes", text: "Is the Fjell jacket cut wide?" });
  const desk = deskOn(maya);
  await desk.open("A question about sizes");
  await gone.leave();
  await answer("It is, take your usual size.");
  await expect(desk.thread.getByText(/^Not delivered · /)).toBeVisible({ timeout: 20_000 });
  await expect(desk.row("A question about sizes")).toContainText("Not delivered");
  await expect(desk.thread.getByRole("article")).toHaveCount(2);
  await picture(maya, "mail-bounced");
});
