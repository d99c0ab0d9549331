import { beforeEach, describe, expect, test } from "vitest";
import { countOutsidePilot } from "@/server/connections/count-outside-pilot";
import { updateChannel, updateChannelInput } from "@/server/connections/update-channel";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { type ConnectedTestChannel, makeTestChannel } from "@/server/testing/make-test-channel";
import { drainAll } from "./run-lanes";

let tenant: TestTenant;
let channel: ConnectedTestChannel;
let count: number;

beforeEach(async () => {
  tenant = await makeTenant();
  channel = await makeTestChannel(tenant);
  count = 0;
});

const write = async (from: string, text: string) => {
  count += 1;
  await channel.post([{ kind: "text", id: `m${count}`, thread: from, from, text, at: 1_790_000_000_000 + count * 1_000 }]);
  await drainAll(tenant.tenantId);
};
const pilot = async (given: { share: number; testers: string[] } | null) => {
  await tenant.door((scope) => updateChannel(scope, channel.channelId, { settings: { pilot: given } }));
  await drainAll(tenant.tenantId);
};
const texts = async () =>
  (await tenant.door((s) => s.sql.query<{ text: string }>("select text from messages where kind = 'inbound' order by provider_at"))).rows.map((r) => r.text);
const outside = () => tenant.door((scope) => countOutsidePilot(scope, channel.channelId));

describe("a channel's pilot", () => {
  test("serves its testers; what others write is kept, counted, and arrives in order when it ends", async () => {
    await pilot({ share: 0, testers: ["vip"] });
    await write("vip", "hello");
    await write("someone", "first");
    await write("someone", "second");
    await write("other", "third");
    expect(await texts()).toEqual(["hello"]);
    expect(await outside()).toEqual({ items: 3, threads: 2 });
    await pilot(null);
    expect(await texts()).toEqual(["hello", "first", "second", "third"]);
    expect(await outside()).toEqual({ items: 0, threads: 0 });
    const seqs = await tenant.door((s) => s.sql.query("select text from messages where text in ('first', 'second') order by seq"));
    expect(seqs.rows.map((r) => r.text)).toEqual(["first", "second"]);
  });

  test("widened to one more tester brings theirs alone", async () => {
    await pilot({ share: 0, testers: [] });
    await write("someone", "theirs");
    await write("other", "not yet");
    await pilot({ share: 0, testers: ["someone"] });
    expect([await texts(), await outside()]).toEqual([["theirs"], { items: 1, threads: 1 }]);
  });

  test("who is in a conversation already goes on in it", async () => {
    await write("regular", "before");
    await pilot({ share: 0, testers: [] });
    await write("regular", "after");
    expect(await texts()).toEqual(["before", "after"]);
  });

  test("a redelivery of what was set aside is silent, and another tenant's count is its own", async () => {
    await pilot({ share: 0, testers: [] });
    await write("someone", "once");
    count -= 1;
    await write("someone", "once");
    expect(await outside()).toEqual({ items: 1, threads: 1 });
    const stranger = await makeTenant();
    await expect(stranger.door((scope) => countOutsidePilot(scope, channel.channelId))).rejects.toMatchObject({ code: "not-found" });
  });

  test("a pilot that is none is refused by name", async () => {
    expect(updateChannelInput.safeParse({ settings: { pilot: { share: 101, testers: [] } } }).success).toBe(false);
    expect(updateChannelInput.safeParse({ settings: { pilot: { share: 10, testers: [], extra: 1 } } }).success).toBe(false);
  });
});
