import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { createChannel } from "@/server/connections/create-channel";
import { newId } from "@/server/db/ids";
import { makeTenant } from "@/server/testing/factories";
import { listInboundEvents } from "./list-inbound-events";
import { receiveWebhook } from "./receive-webhook";

const MB = 1024 * 1024;
const KEY = "signing-key";

/** A mail of so many bytes, as Mailgun posts it. */
function mailOf(bytes: number): Buffer {
  const [timestamp, token] = [String(Math.floor(Date.now() / 1_000)), "f".repeat(50)];
  const signature = createHmac("sha256", KEY).update(`${timestamp}${token}`).digest("hex");
  const mail = `From: lena@mail.example\r\nMessage-ID: <${newId()}@mail.example>\r\nSubject: Big\r\n\r\n${"x".repeat(bytes)}`;
  return Buffer.from(new URLSearchParams({ timestamp, token, signature, "body-mime": mail }).toString());
}

async function setUp() {
  const tenant = await makeTenant();
  const address = `big-${newId()}@nordwind.example`;
  const smtp = { host: "smtp.mail.example", port: 587, user: "u", password: "p" };
  const credentials = { via: "mailgun", address, signingKey: KEY, smtp };
  const { channelId } = await tenant.door((scope) => createChannel(scope, { kind: "email", name: "Support", credentials }));
  const post = async (id: string, body: Buffer, headers: Record<string, string> = { "content-length": String(body.length) }) => {
    const url = `http://localhost:3000/api/webhooks/email/${id}?format=mime`;
    return (await receiveWebhook(new Request(url, { method: "POST", body: new Uint8Array(body), headers }))).status;
  };
  return { tenant, channelId, post };
}

test("a mail with large files is taken at the address of the channel that it is for, and nowhere else", async () => {
  const { tenant, channelId, post } = await setUp();
  const big = mailOf(12 * MB);
  expect(await post(newId(), big)).toBe(404);
  expect(await post("microsoft", big)).toBe(413);
  expect(await post(channelId, big, {})).toBe(413);
  expect(await post(channelId, mailOf(41 * MB))).toBe(413);
  expect(await post(channelId, big)).toBe(200);
  expect((await tenant.door((scope) => listInboundEvents(scope, { channelId, limit: 5 }))).items).toMatchObject([{ state: "waiting" }]);
});
