import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, expect, test } from "vitest";
import * as z from "zod";
import { type ChannelAdapter, SendError } from "@/server/channels/contract";
import { registerForTests } from "@/server/channels/registry";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { TEST_LOOK } from "@/server/testing/test-look";
import { channelSetup } from "./channel-setup";
import { createChannel } from "./create-channel";
import { decryptCredentials } from "./credentials";
import { mendChannel } from "./mend-channel";
import { subscribeAtPlatform } from "./subscribe-channel";

const KIND = "mend-test";
const OTHER_PIN = "The number has another PIN.";
const pin = { name: "pin", type: "secret" as const, label: { en: "PIN", "zh-CN": "PIN" } };

/** A number that is registered with its PIN alone, as some platforms have them. */
const adapter: Partial<ChannelAdapter<{ account: string; token: string; pin?: string | undefined }>> = {
  kind: KIND,
  webhook: "none",
  ...TEST_LOOK,
  apiUrl: "https://mend.example.test",
  credentials: z.object({
    account: z.string(),
    token: z.string(),
    pin: z
      .string()
      .regex(/^\d{6}$/, "has six digits")
      .optional(),
  }),
  accountId: ({ account }) => account,
  connect: {
    methods: [],
    async subscribe({ credentials }) {
      if (credentials.token === "dead") throw new SendError("auth", "Nobody owns this token.", { retryable: false });
      if (credentials.pin !== "112233") throw new SendError("auth", OTHER_PIN, { retryable: false });
    },
    asks: (reason) => (reason === OTHER_PIN ? [pin] : []),
  },
};

beforeAll(() => registerForTests(adapter as unknown as ChannelAdapter));

let tenant: TestTenant;
let channelId: string;
beforeEach(async () => {
  tenant = await makeTenant();
  channelId = await connect("good");
});

async function connect(token: string): Promise<string> {
  const made = await tenant.door((s) => createChannel(s, { kind: KIND, name: "Shop", credentials: { account: randomUUID(), token } }));
  await subscribe(made.channelId);
  return made.channelId;
}
const subscribe = (id = channelId) => subscribeAtPlatform(id, { tenantId: tenant.tenantId, inTenant: (fn) => tenant.door(fn), isLastAttempt: true });
const mend = (values: Record<string, string>, of = tenant) => of.door((s) => mendChannel(s, { channelId, values }));
const row = () => tenant.door((s) => s.db.channel.findUniqueOrThrow({ where: { id: channelId } }));
const asked = () => tenant.door((s) => channelSetup(s, channelId)).then(({ asks }) => asks.map(({ name }) => name));

test("a channel that waits for a PIN asks for it, and is live once it is right", async () => {
  expect(await row()).toMatchObject({ status: "action-needed", statusReason: OTHER_PIN });
  expect(await asked()).toEqual(["pin"]);
  await mend({ pin: "000000" });
  expect(await row()).toMatchObject({ status: "connecting", statusReason: null });
  expect(await asked()).toEqual([]);
  await subscribe();
  expect(await asked()).toEqual(["pin"]);
  await mend({ pin: "112233", token: "stolen", account: "another" });
  await subscribe();
  expect(await row()).toMatchObject({ status: "live" });
  expect(decryptCredentials((await row()).credentials)).toMatchObject({ token: "good", pin: "112233" });
});

test("what is no PIN is refused by its field, and the channel stays as it is", async () => {
  const before = await row();
  await expect(mend({ pin: "12" })).rejects.toMatchObject({ code: "invalid", fields: [{ field: "credentials.pin", message: "has six digits" }] });
  expect(await row()).toEqual(before);
});

test("a channel that asks for nothing takes nothing: alive, in another need, or gone", async () => {
  await mend({ pin: "112233" });
  await expect(mend({ pin: "112233" })).rejects.toMatchObject({ code: "conflict", reason: "nothing-asked" });
  channelId = await connect("dead");
  expect(await asked()).toEqual([]);
  await expect(mend({ pin: "112233" })).rejects.toMatchObject({ reason: "nothing-asked" });
});

test("only the workspace's own people get to it", async () => {
  await expect(mend({ pin: "112233" }, await makeTenant())).rejects.toMatchObject({ code: "not-found" });
  expect(await row()).toMatchObject({ status: "action-needed" });
});
