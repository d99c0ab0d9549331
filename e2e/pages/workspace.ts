import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { promisify } from "node:util";
import { type Browser, expect, type Page } from "@playwright/test";
import { mailedLink, newPerson, PASSWORD, signIn } from "./people";

const run = promisify(execFile);

/** The command line against the product under test: its one JSON value. */
async function parley<T>(...args: string[]): Promise<T> {
  const env = { ...process.env, DATA_DIR: process.env.PARLEY_DATA_DIR ?? process.env.DATA_DIR };
  const { stdout } = await run(process.execPath, ["server/cli/parley.mjs", ...args], { env, maxBuffer: 10_000_000 });
  return JSON.parse(stdout) as T;
}

export interface Workspace {
  slug: string;
  apiKey: string;
  /** The owner signs in with it and PASSWORD. */
  email: string;
}

/** A workspace of the journey's own, with a key for programs. */
export async function createWorkspace(): Promise<Workspace> {
  const email = `maya-${randomUUID().slice(0, 8)}@journey.example.test`;
  const made = await parley<{ slug: string; apiKey: string }>(
    ...["tenant", "create", "--name", "Nordwind", "--owner-email", email, "--owner-password", PASSWORD, "--time-zone", "Europe/Stockholm"],
  );
  return { ...made, email };
}

/** A program of the business: POST with a body, GET without. Throws what the server refuses. */
export function restOf({ apiKey }: Pick<Workspace, "apiKey">) {
  return async <T>(path: string, body?: object): Promise<T> => {
    const answer = await fetch(`${process.env.PARLEY_URL}/api/v1${path}`, {
      method: body ? "POST" : "GET",
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
}

interface MadeChannel {
  id: string;
  identitySecret?: string;
}

export function createChannel(workspace: Workspace, channel: { kind: string; name: string; credentials?: object }): Promise<MadeChannel> {
  return restOf(workspace)<MadeChannel>("/channels", { credentials: {}, ...channel });
}

/** Customers of an `api` channel, as the business's own app tells of them. */
export function customersOf(workspace: Workspace, channelId: string) {
  const rest = restOf(workspace);
  return (name: string, text: string) =>
    rest(`/channels/${channelId}/inbound`, { externalId: randomUUID(), from: { externalId: name.toLowerCase().replaceAll(" ", "-"), name }, text });
}

/** The owner at the desk, in a browser of their own. */
export async function ownerAt(browser: Browser, { slug, email }: Workspace): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, email);
  await page.waitForURL(`**/w/${slug}/inbox**`);
  return page;
}

/** A colleague is invited, finds the mail, joins, and sits at the desk in a browser of their own. */
export async function colleagueAt(browser: Browser, { owner, slug, name }: { owner: Page; slug: string; name: string }): Promise<Page> {
  const { email } = newPerson(name);
  await owner.goto(`/w/${slug}/settings/people`);
  await owner.getByRole("button", { name: "Invite" }).click();
  await owner.getByLabel("E-mail address").fill(email);
  await owner.getByRole("button", { name: "Send invitation" }).click();
  await expect(owner.getByRole("region", { name: "Invited" })).toContainText(email);
  const page = await (await browser.newContext()).newPage();
  await page.goto(await mailedLink(browser, { to: email, subject: /invites you/ }));
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Join workspace" }).click();
  await page.waitForURL(`**/w/${slug}/inbox**`);
  return page;
}
