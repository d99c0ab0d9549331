import { expect, test } from "@playwright/test";
import { expectAccessible } from "../pages/accessible";
import { mailedLink, newPerson, PASSWORD, signIn, signUp } from "../pages/people";

test("a business signs up, confirms its address, and a colleague joins with the role they were invited to", async ({ page, browser }) => {
  const [owner, colleague] = [newPerson(), newPerson("Jonas Berg")];
  const slug = await signUp(page, owner);

  await page.goto(`/w/${slug}/settings/profile`);
  await expect(page.getByText(`${owner.email} is not confirmed yet`)).toBeVisible();
  await page.goto(await mailedLink(browser, { to: owner.email, subject: /Confirm your e-mail/ }));
  await page.getByRole("button", { name: "Confirm address" }).click();
  await expect(page.getByText("You can go on working")).toBeVisible();
  await page.goto(`/w/${slug}/settings/profile`);
  await expect(page.getByText(`${owner.email} is confirmed`)).toBeVisible();

  await page.goto(`/w/${slug}/settings/people`);
  await page.getByRole("button", { name: "Invite" }).click();
  await page.getByLabel("E-mail address").fill(colleague.email);
  await page.getByRole("button", { name: "Send invitation" }).click();
  await expect(page.getByRole("region", { name: "Invited" })).toContainText(colleague.email);

  const guest = await (await browser.newContext()).newPage();
  await guest.goto(await mailedLink(browser, { to: colleague.email, subject: /invites you/ }));
  await expect(guest.getByRole("heading", { name: `Join ${owner.company}` })).toBeVisible();
  await guest.getByLabel("Your name").fill(colleague.name);
  await guest.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await guest.getByRole("button", { name: "Join workspace" }).click();
  await guest.waitForURL(`**/w/${slug}/inbox**`);
  await guest.goto(`/w/${slug}/settings/people`);
  await expect(guest.getByText("Only administrators see this page")).toBeVisible();

  await page.reload();
  await page.getByRole("button", { name: `Deactivate: ${colleague.name}` }).click();
  await page.getByRole("button", { name: "Deactivate", exact: true }).click();
  await expect(page.getByRole("listitem").filter({ hasText: colleague.email })).toContainText("Deactivated");
  // The open screen finds out by itself, and so does whoever asks again.
  await expect(guest.getByRole("heading", { name: "There is nothing here" })).toBeAttached();
  expect((await guest.goto(`/w/${slug}/inbox`))?.status()).toBe(404);
});

test("a forgotten password is set anew by mail, and every device is signed out", async ({ page, browser }) => {
  const person = newPerson();
  const slug = await signUp(page, person);
  const other = await (await browser.newContext()).newPage();
  await other.goto("/sign-in");
  await other.getByRole("link", { name: "Forgot your password?" }).click();
  await other.waitForURL("**/forgot-password");
  await other.getByLabel("E-mail address").fill(person.email);
  await other.getByRole("button", { name: "Send link" }).click();
  await expect(other.getByText(`If ${person.email} has an account`)).toBeVisible();
  const link = await mailedLink(browser, { to: person.email, subject: /Set a new password/ });
  await other.goto(link);
  await other.getByLabel("New password").fill("password1234");
  await other.getByRole("button", { name: "Set password" }).click();
  await expect(other.getByText("too easy to guess")).toBeVisible();
  await expect(other.getByLabel("New password")).toBeFocused();
  await other.getByLabel("New password").fill("quite another passphrase");
  await other.getByRole("button", { name: "Set password" }).click();
  await other.waitForURL(`**/w/${slug}/inbox**`);

  await page.goto(`/w/${slug}/inbox`);
  await page.waitForURL(/\/sign-in/);
  await other.goto(link);
  await other.getByLabel("New password").fill("a third long passphrase");
  await other.getByRole("button", { name: "Set password" }).click();
  await expect(other.getByText("has been used or has expired")).toBeVisible();
});

test("five wrong guesses lock the door for minutes and say so", async ({ page, browser }) => {
  const person = newPerson();
  await signUp(page, person);
  const stranger = await (await browser.newContext()).newPage();
  await signIn(stranger, person.email, "wrong one");
  await expect(stranger.getByText("E-mail address or password is wrong")).toBeVisible();
  await expect(stranger.getByLabel("Password", { exact: true })).toBeFocused();
  for (let i = 0; i < 5; i++) {
    await stranger.getByRole("button", { name: "Sign in" }).click();
    await expect(stranger.locator("[aria-busy=true]")).toHaveCount(0);
  }
  await expect(stranger.getByText(/Too many attempts. Try again in \d+ minutes?/)).toBeVisible();
});

test("a session ended from another device is over with its next click", async ({ page, browser }) => {
  const person = newPerson();
  const slug = await signUp(page, person);
  const other = await (await browser.newContext()).newPage();
  await signIn(other, person.email);
  await other.waitForURL(`**/w/${slug}/inbox**`);
  await page.goto(`/w/${slug}/settings/sessions`);
  await expect(page.getByText("This device")).toHaveCount(1);
  await page.getByRole("button", { name: "End session" }).click();
  await expect(page.getByRole("button", { name: "End session" })).toHaveCount(0);
  await other.goto(`/w/${slug}/settings/profile`);
  await other.waitForURL(/\/sign-in\?next=/);
});

test("a person with two workspaces comes back to the one they looked at last; a stranger's is not there", async ({ page, browser }) => {
  const [person, stranger] = [newPerson(), newPerson()];
  const first = await signUp(page, person);
  await page.goto("/new-workspace");
  await page.getByLabel("Company").fill("Second Shop");
  await page.getByRole("button", { name: "Create workspace" }).click();
  await page.waitForURL(/\/w\/second-shop/);
  await expect(page.getByRole("heading", { name: "Inbox" })).toBeVisible();
  const remembered = page.waitForResponse(
    (response) => response.url().includes("session.remember") && response.request().headers()["x-parley-tenant"] === first,
  );
  await page.goto(`/w/${first}/settings/profile`);
  await remembered;
  await page.goto("/w");
  await page.waitForURL(`**/w/${first}/inbox**`);
  const elsewhere = await (await browser.newContext()).newPage();
  await signUp(elsewhere, stranger);
  expect((await elsewhere.goto(`/w/${first}/inbox`))?.status()).toBe(404);
});

test("an API key is shown once", async ({ page }) => {
  const slug = await signUp(page, newPerson());
  await page.goto(`/w/${slug}/settings/api-keys`);
  await page.getByRole("button", { name: "Create key" }).click();
  await page.getByLabel("Name").fill("Web shop");
  await page.getByRole("dialog").getByRole("button", { name: "Create key" }).click();
  const key = await page.getByText(/^parley_[A-Za-z0-9_-]{43}$/).textContent();
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Web shop" })).toContainText(key?.slice(0, 13) ?? "no key");
  expect(await page.content()).not.toContain(key);
});

// Each page in both themes and languages, at a desk and on a phone.
const LOOKS = [
  { theme: "light", locale: "en", width: 1440 },
  { theme: "light", locale: "zh-CN", width: 390 },
  { theme: "dark", locale: "en", width: 390 },
  { theme: "dark", locale: "zh-CN", width: 1440 },
];

for (const { theme, locale, width } of LOOKS) {
  test(`every page about people is accessible and fits its screen: ${theme}, ${locale}, ${width} px`, async ({ page, context, baseURL }) => {
    const slug = await signUp(page, newPerson());
    const cookie = (name: string, value: string) => ({ name, value, url: baseURL ?? "" });
    await context.addCookies([cookie("parley-theme", theme), cookie("parley-locale", locale)]);
    await page.setViewportSize({ width, height: 844 });
    const settings = ["profile", "sessions", "people", "api-keys", "workspace"].map((name) => `/w/${slug}/settings/${name}`);
    for (const path of [...settings, "/new-workspace"]) {
      await page.goto(path);
      await expectAccessible(page);
    }
    await context.clearCookies({ name: /session/ });
    for (const path of ["/sign-in?error=CredentialsSignin", "/sign-up", "/forgot-password", "/reset-password?token=x", "/verify-email?token=x", "/invite/x"]) {
      await page.goto(path);
      await expectAccessible(page);
    }
  });
}
