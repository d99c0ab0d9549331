import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

const TENANT = "018f0000-0000-7000-8000-00000000000a";
const ATTACHMENT = "018f0000-0000-7000-8000-00000000000b";
const at = (text: string) => new Date(`2026-11-21T${text}Z`);

let links: typeof import("./attachment-url");
beforeAll(async () => {
  vi.resetModules();
  vi.stubEnv("APP_SECRET", "a-secret-for-tests-of-32-characters");
  vi.stubEnv("PUBLIC_URL", "https://desk.example/");
  links = await import("./attachment-url");
});
afterAll(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});
const tokenOf = (url: string) => url.split("/").at(-1) ?? "";

describe("a link to an attachment", () => {
  test("leads back to what it was made for, for at least an hour and at most two", () => {
    const url = links.attachmentUrl(TENANT, ATTACHMENT, at("12:20:00"));
    expect(url).toMatch(/^https:\/\/desk\.example\/api\/files\/[\w-]{70}$/);
    expect(links.readFileToken(tokenOf(url), at("13:59:59"))).toMatchObject({ tenantId: TENANT, attachmentId: ATTACHMENT });
    expect(links.readFileToken(tokenOf(url), at("14:00:00"))).toBeNull();
  });

  test("that is given to a person is good for a month", () => {
    const token = tokenOf(links.lastingAttachmentUrl(TENANT, ATTACHMENT, at("12:20:00")));
    expect(links.readFileToken(token, new Date("2026-12-21T11:59:59Z"))).toMatchObject({ attachmentId: ATTACHMENT });
    expect(links.readFileToken(token, new Date("2026-12-21T12:00:00Z"))).toBeNull();
  });

  test("is the same for an hour, so that browsers keep the file", () => {
    const url = (time: string) => links.attachmentUrl(TENANT, ATTACHMENT, at(time));
    expect(url("12:00:00")).toBe(url("12:59:59"));
    expect(url("12:59:59")).not.toBe(url("13:00:00"));
  });

  test("with any byte changed, cut or longer is none", () => {
    const token = Buffer.from(tokenOf(links.attachmentUrl(TENANT, ATTACHMENT, at("12:00:00"))), "base64url");
    for (let i = 0; i < token.length; i++) {
      const bad = Buffer.from(token);
      bad.writeUInt8(bad.readUInt8(i) ^ 1, i);
      expect(links.readFileToken(bad.toString("base64url"), at("12:00:00")), `byte ${i}`).toBeNull();
    }
    for (const bad of ["", "x", token.subarray(1).toString("base64url"), Buffer.concat([token, Buffer.alloc(1)]).toString("base64url")])
      expect(links.readFileToken(bad, at("12:00:00"))).toBeNull();
  });
});
