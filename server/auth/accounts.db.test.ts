import { expect, test } from "vitest";
import { newId } from "@/server/db/ids";
import { outsideTenants } from "@/server/db/in-tenant";
import { collectMail, linkToken } from "@/server/testing/mail";
import { changePassword } from "./change-password";
import { createUser } from "./create-user";
import { findSession, type Session } from "./find-session";
import { listSeats } from "./list-seats";
import { requestPasswordReset } from "./request-password-reset";
import { resetPassword } from "./reset-password";
import { signInWithGoogle } from "./sign-in-with-google";
import { signInWithPassword } from "./sign-in-with-password";
import { signUp } from "./sign-up";
import { startSession } from "./start-session";
import { verifyEmail } from "./verify-email";

const PASSWORD = "a long enough passphrase";
const OTHER = "quite another passphrase";
const NOW = new Date();

function someClient() {
  const byte = () => Math.floor(Math.random() * 256);
  return { address: `198.${byte()}.${byte()}.7`, userAgent: "Test browser" };
}

async function makePerson(isEmailVerified = true) {
  const email = `${newId()}@example.test`;
  const { userId } = await createUser({ email, name: "Maya Lindqvist", password: PASSWORD, locale: "en", isEmailVerified });
  const signIn = (password: string) => signInWithPassword({ email, password, client: someClient(), now: NOW });
  const openSession = async (): Promise<{ cookie: string; session: Session }> => {
    const { token } = await startSession({ userId, client: someClient(), previousToken: null });
    const cookie = `theme=dark; parley-session=${token}`;
    const session = await findSession(cookie);
    if (!session) throw new Error("no session");
    return { cookie, session };
  };
  return { email, userId, signIn, openSession };
}

async function isVerified(userId: string): Promise<boolean> {
  const { rows } = await outsideTenants((sql) => sql.query<{ at: Date | null }>("select email_verified_at as at from users where id = $1", [userId]));
  return rows[0]?.at instanceof Date;
}

function newcomer(email = `${newId()}@example.test`) {
  return { company: "Nordwind Outdoor", name: "Maya Lindqvist", email, password: PASSWORD, timeZone: "Europe/Stockholm", locale: "en" } as const;
}

test("signing up makes the person, their workspace with them as owner, and a mail that verifies the address once", async () => {
  const input = newcomer();
  const outcome = await signUp(input, someClient(), NOW);
  const signedIn = await signInWithPassword({ email: input.email, password: PASSWORD, client: someClient(), now: NOW });
  const userId = signedIn?.userId ?? "";
  const seats = await listSeats(userId);
  expect(seats).toMatchObject([{ role: "owner", tenantName: "Nordwind Outdoor", timeZone: "Europe/Stockholm", agentName: "Maya Lindqvist" }]);
  expect(outcome).toEqual({ kind: "ready", slug: seats[0]?.slug });
  expect(await isVerified(userId)).toBe(false);
  const token = linkToken((await collectMail(userId, input.email))[0]);
  await expect(resetPassword(token, OTHER)).rejects.toMatchObject({ reason: "link-over" });
  await verifyEmail(token, NOW);
  expect(await isVerified(userId)).toBe(true);
  await expect(verifyEmail(token, NOW)).rejects.toMatchObject({ reason: "link-over" });
});

test("signing up with a taken address makes nothing, changes nothing, and tells its holder alone", async () => {
  const { email, userId, signIn } = await makePerson();
  expect(await signUp({ ...newcomer(email), password: OTHER }, someClient(), NOW)).toEqual({ kind: "check-mail" });
  expect(await signIn(OTHER)).toBeNull();
  expect(await signIn(PASSWORD)).toEqual({ userId });
  expect(await listSeats(userId)).toEqual([]);
  expect((await collectMail(userId, email)).map((mail) => mail.subject)).toEqual(["You already have a Parley account"]);
});

test("of parallel sign-ups with one address one gets it", async () => {
  const input = newcomer();
  const outcomes = await Promise.all([1, 2, 3].map(() => signUp(input, someClient(), NOW)));
  expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["check-mail", "check-mail", "ready"]);
});

test("sign-up is limited per address and per network", async () => {
  const { email } = newcomer();
  for (let i = 0; i < 3; i++) await signUp(newcomer(email), someClient(), NOW);
  await expect(signUp(newcomer(email), someClient(), NOW)).rejects.toMatchObject({ code: "limit" });
});

test("a reset link sets the password once, ends every session, and tells the person", async () => {
  const { email, userId, signIn, openSession } = await makePerson(false);
  const { cookie } = await openSession();
  await requestPasswordReset(email, someClient(), NOW);
  const token = linkToken((await collectMail(userId, email))[0]);
  expect(await findSession(cookie)).not.toBeNull();
  expect(await resetPassword(token, OTHER)).toEqual({ email });
  expect(await findSession(cookie)).toBeNull();
  expect(await signIn(PASSWORD)).toBeNull();
  expect(await signIn(OTHER)).toEqual({ userId });
  expect(await isVerified(userId)).toBe(true);
  await expect(resetPassword(token, "a third long passphrase")).rejects.toMatchObject({ code: "invalid", reason: "link-over" });
  expect(await signIn(OTHER)).toEqual({ userId });
  expect((await collectMail(userId, email))[0]?.subject).toBe("Your password was changed");
});

test("of two links the used one ends the other, and one older than 30 minutes opens nothing", async () => {
  const { email, userId, signIn } = await makePerson();
  const ask = async () => {
    await requestPasswordReset(email, someClient(), NOW);
    return linkToken((await collectMail(userId, email))[0]);
  };
  const [first, second] = [await ask(), await ask()];
  await resetPassword(second, OTHER);
  await expect(resetPassword(first, PASSWORD)).rejects.toMatchObject({ reason: "link-over" });
  const third = await ask();
  await outsideTenants((sql) => sql.query("update email_tokens set expires_at = created_at where user_id = $1 and used_at is null", [userId]));
  await expect(resetPassword(third, PASSWORD)).rejects.toMatchObject({ reason: "link-over" });
  expect(await signIn(OTHER)).toEqual({ userId });
});

test("two parallel uses of one link: one of them sets the password", async () => {
  const { email, userId } = await makePerson();
  await requestPasswordReset(email, someClient(), NOW);
  const token = linkToken((await collectMail(userId, email))[0]);
  const uses = await Promise.allSettled([resetPassword(token, OTHER), resetPassword(token, "a third long passphrase")]);
  expect(uses.map((use) => use.status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("asking for an unknown address is answered alike, in the same time, and sends nothing", async () => {
  const { email } = await makePerson();
  const time = async (address: string) => {
    const start = performance.now();
    await requestPasswordReset(address, someClient(), NOW);
    return performance.now() - start;
  };
  expect(await time(`nobody-${email}`)).toBeGreaterThan(240);
  expect(await time(email)).toBeGreaterThan(240);
});

test("changing the password asks for the current one and ends the other devices, not this one", async () => {
  const { userId, signIn, openSession } = await makePerson();
  const [here, there] = [await openSession(), await openSession()];
  await expect(changePassword(here.session, { current: "wrong", password: OTHER }, { client: someClient(), now: NOW })).rejects.toMatchObject({
    fields: [{ field: "current" }],
  });
  expect(await findSession(there.cookie)).not.toBeNull();
  await changePassword(here.session, { current: PASSWORD, password: OTHER }, { client: someClient(), now: NOW });
  expect(await findSession(here.cookie)).not.toBeNull();
  expect(await findSession(there.cookie)).toBeNull();
  expect(await signIn(OTHER)).toEqual({ userId });
});

test("Google signs in to a verified account of the same address, and stays linked when the address changes there", async () => {
  const { email, userId } = await makePerson();
  const sub = newId();
  expect(await signInWithGoogle({ sub, email: email.toUpperCase(), email_verified: true })).toEqual({ userId });
  expect(await signInWithGoogle({ sub, email: `${newId()}@example.test`, email_verified: false })).toEqual({ userId });
});

test("Google joins no account whose address is unverified, on either side", async () => {
  const planted = await makePerson(false);
  expect(await signInWithGoogle({ sub: newId(), email: planted.email, email_verified: true })).toBeNull();
  const { email } = await makePerson();
  expect(await signInWithGoogle({ sub: newId(), email, email_verified: false })).toBeNull();
  expect(await signInWithGoogle({ sub: newId(), email })).toBeNull();
});

test("a newcomer by Google gets a verified user without a password, once", async () => {
  const [sub, email] = [newId(), `${newId()}@example.test`];
  const first = await signInWithGoogle({ sub, email, email_verified: true, name: "李雷", locale: "zh-CN" });
  expect(await isVerified(first?.userId ?? "")).toBe(true);
  expect(await signInWithGoogle({ sub, email, email_verified: true })).toEqual(first);
  expect(await signInWithPassword({ email, password: "", client: someClient(), now: NOW })).toBeNull();
});
