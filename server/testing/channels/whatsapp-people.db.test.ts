import { createHmac, randomInt } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { provideEnvironment } from "@/lib/env";
import { createChannel } from "@/server/connections/create-channel";
import { receiveWebhook } from "@/server/intake/receive-webhook";
import { drainAll } from "@/server/intake/run-lanes";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { toRequest } from "@/server/testing/make-test-channel";

/* Who is who on WhatsApp, through the real intake: a phone, a user id, both, a new number, a group. */

const VARIABLES = { WHATSAPP_APP_ID: "517793277738000", WHATSAPP_APP_SECRET: "the app's secret" };
const PHONE = "16505551234";
const USER = "US.13491208655302741918";

let tenant: TestTenant;
let number: string;
let sent = 0;

beforeAll(() => {
  Object.assign(process.env, VARIABLES);
  // What was remembered of the environment is forgotten.
  provideEnvironment({});
});
afterAll(() => {
  for (const name of Object.keys(VARIABLES)) delete process.env[name];
  provideEnvironment({});
});
beforeEach(async () => {
  tenant = await makeTenant();
  number = String(randomInt(1e14));
  const credentials = { phoneNumberId: number, wabaId: "102290129340398", accessToken: "t", pin: "581063" };
  await tenant.door((scope) => createChannel(scope, { kind: "whatsapp", name: "Shop", credentials, verify: true }));
});

interface Told {
  from?: string;
  from_user_id?: string;
  type?: string;
  group_id?: string;
  system?: object;
}

async function tell(told: Told, contact: object = {}): Promise<void> {
  sent += 1;
  const message = {
    id: `wamid.${number}.${sent}`,
    timestamp: String(Math.floor(Date.now() / 1000) + sent),
    type: "text",
    text: { body: `number ${sent}` },
    ...told,
  };
  const contacts = told.type === "system" ? [] : [{ profile: { name: "Sheena Nelson" }, ...contact }];
  const value = { messaging_product: "whatsapp", metadata: { display_phone_number: "1", phone_number_id: number }, contacts, messages: [message] };
  const body = JSON.stringify({ object: "whatsapp_business_account", entry: [{ id: "102290129340398", changes: [{ field: "messages", value }] }] });
  const signature = `sha256=${createHmac("sha256", VARIABLES.WHATSAPP_APP_SECRET).update(body).digest("hex")}`;
  const headers = { "content-type": "application/json", "x-hub-signature-256": signature };
  const answer = await receiveWebhook(
    toRequest({ method: "POST", url: "http://localhost:3000/api/webhooks/whatsapp", query: {}, headers, rawBody: Buffer.from(body) }),
  );
  expect(answer.status).toBe(200);
  await drainAll(tenant.tenantId);
}

/** How many people and conversations there are, and every address of the first. */
const seen = () =>
  tenant.door(async ({ sql, tenantId }) => {
    const count = async (table: string) =>
      Number((await sql.query<{ count: string }>(`select count(*) from ${table} where tenant_id = $1`, [tenantId])).rows[0]?.count);
    const { rows } = await sql.query<{ value: string }>("select value from identities where tenant_id = $1 order by value", [tenantId]);
    return { contacts: await count("contacts"), conversations: await count("conversations"), identities: rows.map(({ value }) => value) };
  });
const one = (identities: string[]) => ({ contacts: 1, conversations: 1, identities });

describe("one person stays one person", () => {
  test("known by phone first, then by both, then by user id alone", async () => {
    await tell({ from: PHONE });
    await tell({ from: PHONE, from_user_id: USER }, { wa_id: PHONE, user_id: USER });
    await tell({ from_user_id: USER }, { user_id: USER });
    expect(await seen()).toEqual(one([PHONE, USER]));
  });

  test("known by user id first, whose phone shows later", async () => {
    await tell({ from_user_id: USER }, { user_id: USER });
    await tell({ from: PHONE, from_user_id: USER }, { wa_id: PHONE, user_id: USER });
    await tell({ from: PHONE });
    expect(await seen()).toEqual(one([PHONE, USER]));
  });

  test("under both spellings of a Brazilian number", async () => {
    await tell({ from: "5511987654321" });
    await tell({ from: "551187654321" });
    expect(await seen()).toEqual(one(["551187654321", "5511987654321"]));
  });

  test("with a new number, and the user id that comes with it", async () => {
    await tell({ from: PHONE, from_user_id: USER }, { wa_id: PHONE, user_id: USER });
    await tell({ from: PHONE, type: "system", system: { body: "changed", wa_id: "12195555358", type: "user_changed_number" } });
    await tell({ from: "12195555358", from_user_id: "US.2" }, { wa_id: "12195555358", user_id: "US.2" });
    expect(await seen()).toEqual(one(["12195555358", PHONE, "US.13491208655302741918", "US.2"].sort()));
  });
});

test("a group is a conversation of its own, whoever writes in it", async () => {
  await tell({ from: PHONE, group_id: "Y2Fw" }, { wa_id: PHONE });
  await tell({ from: "4915112345678", group_id: "Y2Fw" }, { wa_id: "4915112345678" });
  expect(await seen()).toEqual({ contacts: 3, conversations: 1, identities: [PHONE, "4915112345678", "group:Y2Fw"] });
});
