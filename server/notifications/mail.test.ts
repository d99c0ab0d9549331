import { createTransport } from "nodemailer";
import { expect, test } from "vitest";
import { parseCapturedMail } from "./parse-captured-mail";
import { renderMail } from "./render-mail";

const LINK = "http://localhost:3000/invite/abc?x=1&y=2";
const KINDS = ["verify-email", "reset-password", "address-taken", "password-changed", "invitation"] as const;
const VALUES = { name: "Maya", email: "maya@example.test", inviter: "<b>Maya</b>", tenant: "Nordwind\nBcc: x@example.test" };

test.each(KINDS.flatMap((kind) => [{ kind, locale: "en" } as const, { kind, locale: "zh-CN" } as const]))(
  "$kind in $locale says the same as text and as HTML",
  (given) => {
    const mail = renderMail({ ...given, link: LINK, values: VALUES });
    expect(mail.text).toContain(LINK);
    expect(mail.html).toContain(LINK.replace("&", "&amp;"));
    expect(mail.text + mail.html + mail.subject).not.toMatch(/\{|invitation\.|undefined/);
  },
);

test("a name is text: no HTML in the body, no second line in the subject", () => {
  const mail = renderMail({ kind: "invitation", locale: "en", link: LINK, values: VALUES });
  expect(mail.html).toContain("&lt;b&gt;Maya&lt;/b&gt;");
  expect(mail.html).not.toContain("<b>");
  expect(mail.subject).not.toContain("\n");
});

test.each(["en", "zh-CN"] as const)("a captured mail in %s reads back as it was written", async (locale) => {
  const mail = renderMail({ kind: "reset-password", locale, link: `http://localhost:3000/reset-password?token=${"k".repeat(43)}`, values: VALUES });
  const transport = createTransport({ streamTransport: true, buffer: true, newline: "windows" });
  const built = await transport.sendMail({ ...mail, from: "Parley <no-reply@parley.invalid>", to: "maya@example.test" });
  const read = parseCapturedMail(String(built.message));
  expect(read).toMatchObject({ to: "maya@example.test", subject: mail.subject });
  expect(read.text.replaceAll("\r\n", "\n").trim()).toBe(mail.text.trim());
  expect(read.html.replaceAll("\r\n", "\n").trim()).toBe(mail.html.trim());
});
