import { randomUUID } from "node:crypto";
import { type Browser, expect, type Page } from "@playwright/test";

export const PASSWORD = "a long enough passphrase";

export interface NewPerson {
  email: string;
  company: string;
  name: string;
}

/** Nobody else in this run has this address or company. */
export function newPerson(name = "Maya Lindqvist"): NewPerson {
  const mark = randomUUID().slice(0, 8);
  return { email: `person-${mark}@example.test`, company: `Nordwind ${mark}`, name };
}

/** Fills the sign-up form and ends in the inbox of the new workspace. */
export async function signUp(page: Page, person: NewPerson): Promise<string> {
  await page.goto("/sign-up");
  await page.getByLabel("Company").fill(person.company);
  await page.getByLabel("Your name").fill(person.name);
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create workspace" }).click();
  await page.waitForURL(/\/w\/[^/]+\/inbox/);
  return new URL(page.url()).pathname.split("/")[2] ?? "";
}

export async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** The link of the newest mail with this subject to this address, as a person finds it at /dev/mail. */
export async function mailedLink(browser: Browser, { to, subject }: { to: string; subject: RegExp }): Promise<string> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const mail = page.locator("details").filter({ hasText: to }).filter({ hasText: subject }).first();
  await expect(async () => {
    await page.goto("/dev/mail");
    await expect(mail).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
  const href = await mail.locator("a").first().getAttribute("href");
  await context.close();
  return href ?? "";
}
