import { createTransport } from "nodemailer";
import { describe, expect, test } from "vitest";
import { mailMessage } from "./post-mail";
import { renderMail } from "./render-mail";

const BREAKS = ["\r\n", "\n", "\r", "\u2028", "\u0085", "\v", "\u0000\r\n"];
const INJECTED = BREAKS.map((end) => `Nordwind${end}Bcc: thief@example.test${end}${end}<script>alert(1)</script>`);

/** The mail as it goes out: its header lines, unfolded, and its body. */
async function built(message: Parameters<typeof mailMessage>[0]): Promise<{ headers: string[] }> {
  const { message: bytes } = await createTransport({ streamTransport: true, buffer: true, newline: "windows" }).sendMail(mailMessage(message));
  const source = String(bytes);
  const head = source.slice(0, source.indexOf("\r\n\r\n"));
  return { headers: head.replace(/\r\n[ \t]+/g, " ").split("\r\n") };
}

describe("a name with a header in it", () => {
  test.each(INJECTED)("adds none as the workspace's, the inviter's or the recipient's: %j", async (name) => {
    const mail = renderMail({ kind: "invitation", locale: "en", link: "http://localhost:3000/invite/x", values: { inviter: name, tenant: name } });
    const { headers } = await built({ to: "ana@example.test", ...mail });
    const names = headers.map((line) => line.split(":")[0]?.toLowerCase());
    expect(names.filter((header) => ["bcc", "cc"].includes(header ?? ""))).toEqual([]);
    expect(names.filter((header) => header === "to")).toHaveLength(1);
    expect(headers.find((line) => line.startsWith("To:"))).toBe("To: ana@example.test");
    expect(mail.html).not.toContain("<script>");
  });

  test.each(BREAKS)("an address with a second one behind %j reaches nobody else", async (end) => {
    const mail = renderMail({ kind: "reset-password", locale: "en", link: "http://localhost:3000/x", values: { name: "Ana", email: "ana@example.test" } });
    const { headers } = await built({ ...mail, to: `ana@example.test${end}Bcc: thief@example.test` });
    expect(headers.filter((line) => /^(bcc|cc):/i.test(line))).toEqual([]);
  });
});
