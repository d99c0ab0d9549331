import { randomUUID } from "node:crypto";
import { type Browser, expect, type Page } from "@playwright/test";

/** A simulator by the prefix of its variables. */
type Kind = Uppercase<string>;

export const simulatorUrl = (kind: Kind): string => process.env[`${kind}_SIMULATOR_URL`] ?? "";

/** A person nobody has written to yet, on the simulated platform's phone, looking at a business. */
export async function phoneOf(browser: Browser, { kind, person, business }: { kind: Kind; person: string; business: string }) {
  const name = `${person} ${randomUUID().slice(0, 4)}`;
  const page = await (await browser.newContext()).newPage();
  await page.goto(simulatorUrl(kind));
  page.once("dialog", (dialog) => dialog.accept(name));
  await page.getByRole("button", { name: "New person" }).click();
  await expect(page.getByLabel("You are").locator("option:checked")).toHaveText(name);
  await page.getByLabel("Business").selectOption({ label: business });
  await expect(page.getByLabel("Business").locator("option:checked")).toHaveText(business);
  return {
    name,
    page,
    messages: page.locator("#messages"),
    async write(text: string) {
      await page.getByLabel("Message").fill(text);
      await page.getByRole("button", { name: "Send", exact: true }).click();
    },
  };
}

/** Makes the platform misbehave at its next call. */
export async function disturb(kind: Kind, next: string): Promise<void> {
  await control(kind, "__control", { next });
}

/** Lets time pass at the platform, or goes back in it. */
export function moveClock(kind: Kind, advanceHours: number): Promise<unknown> {
  return control(kind, "__clock", { advanceHours });
}

/** What one does at @BotFather. */
export function newBot(name: string): Promise<{ token: string }> {
  return control("TELEGRAM", "__phone/bots", { name });
}

/** What one does at the console of LINE or Twilio: an account with its secrets. */
export function newAccount(kind: Kind, name: string): Promise<Record<string, string>> {
  return control(kind, "__phone/accounts", { name });
}

async function control<T>(kind: Kind, path: string, body: object): Promise<T> {
  const answer = await fetch(`${simulatorUrl(kind)}/${path}`, { method: "POST", body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** The page of a workspace's channels; `row` is a kind or a connected channel by its name. */
export async function channelsOf(page: Page, slug: string) {
  await page.goto(`/w/${slug}/settings/channels`);
  await expect(page.getByRole("heading", { level: 1, name: "Channels" })).toBeVisible();
  return (name: string) => page.getByRole("listitem").filter({ hasText: name });
}
