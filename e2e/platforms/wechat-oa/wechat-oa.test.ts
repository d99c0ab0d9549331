import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { start } from "./server";

/* What the product never does, so that only a caller by hand finds out: the rest is tried with the real adapter. */

const ACCOUNT = "wx5ad20f7c3e914b01";
let platform: Awaited<ReturnType<typeof start>>;
let secret: string;
let openId: string;

async function call(path: string, body?: object | string): Promise<Record<string, unknown>> {
  const init = body === undefined ? {} : { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) };
  return (await (await fetch(`${platform.url}${path}`, init)).json()) as Record<string, unknown>;
}

const advance = (minutes: number) => call("/__clock", { advanceHours: minutes / 60 });
const classic = async () => String((await call(`/cgi-bin/token?grant_type=client_credential&appid=${ACCOUNT}&secret=${secret}`)).access_token);
const stable = (over: object = {}) => call("/cgi-bin/stable_token", { grant_type: "client_credential", appid: ACCOUNT, secret, ...over });
const ask = (token: string) => call(`/cgi-bin/getcallbackip?access_token=${token}`);
const send = (token: string, body: object | string) => call(`/cgi-bin/message/custom/send?access_token=${token}`, body);

beforeEach(async () => {
  platform = await start({ port: 0, appId: "wx9c5e1d2f3a4b5c6d", appSecret: "s", verifyToken: "PlatformTok9" });
  const world = (await call("/__state")) as { accounts: { secret: string }[]; openIds: Record<string, Record<string, string>> };
  secret = world.accounts[0]?.secret ?? "";
  openId = world.openIds[ACCOUNT]?.["3001"] ?? "";
});

afterEach(() => platform.close());

describe("tokens", () => {
  it("of the classic endpoint end the one before, after five minutes", async () => {
    const first = await classic();
    const second = await classic();
    expect(await ask(first)).toHaveProperty("ip_list");
    await advance(6);
    expect(await ask(first)).toMatchObject({ errcode: 42001 });
    expect(await ask(second)).toHaveProperty("ip_list");
  });

  it("of the stable endpoint are the same until their last five minutes, and apart from the classic ones", async () => {
    const first = await stable();
    await classic();
    await advance(100);
    expect((await stable()).access_token).toBe(first.access_token);
    await advance(16);
    const next = await stable();
    expect(next.access_token).not.toBe(first.access_token);
    expect(await ask(String(first.access_token))).toHaveProperty("ip_list");
  });

  it("are forced at most every half minute and twenty times a day", async () => {
    const first = await stable();
    expect((await stable({ force_refresh: true })).access_token).not.toBe(first.access_token);
    expect(await stable({ force_refresh: true })).toMatchObject({ errcode: 45011 });
    for (let i = 0; i < 19; i++) {
      await advance(1);
      expect(await stable({ force_refresh: true })).toHaveProperty("access_token");
    }
    await advance(1);
    expect(await stable({ force_refresh: true })).toMatchObject({ errcode: 45011 });
  });

  it("that were never given, or are missing, say so", async () => {
    expect(await ask("invented")).toMatchObject({ errcode: 40001 });
    expect(await call("/cgi-bin/getcallbackip")).toMatchObject({ errcode: 41001 });
  });
});

describe("messages", () => {
  it("are refused when their text is escaped, or is no JSON", async () => {
    const token = String((await stable()).access_token);
    expect(await send(token, `{"touser":"${openId}","msgtype":"text","text":{"content":"\\u4f60\\u597d"}}`)).toMatchObject({ errcode: 40033 });
    expect(await send(token, "{")).toMatchObject({ errcode: 47001 });
    expect(await send(token, { touser: openId, msgtype: "text", text: { content: "你好" } })).toMatchObject({ errcode: 45015 });
  });

  it("show typing only by the words that there are", async () => {
    const token = String((await stable()).access_token);
    expect(await call(`/cgi-bin/message/custom/typing?access_token=${token}`, { touser: openId, command: "Dancing" })).toMatchObject({ errcode: 45072 });
  });
});

describe("the platform's page", () => {
  const page = (query: Record<string, string>) => fetch(`${platform.url}/cgi-bin/componentloginpage?${new URLSearchParams(query)}`);

  it("opens only for a platform that is known, with a code that was given", async () => {
    const query = { component_appid: "wx9c5e1d2f3a4b5c6d", pre_auth_code: "invented", redirect_uri: "https://desk.example.test/", auth_type: "1" };
    expect((await page(query)).status).toBe(400);
    expect((await page({ ...query, component_appid: "wx0" })).status).toBe(400);
  });

  it("makes no component token of a ticket that was never sent", async () => {
    const body = { component_appid: "wx9c5e1d2f3a4b5c6d", component_appsecret: "s", component_verify_ticket: "none" };
    expect(await call("/cgi-bin/component/api_component_token", body)).toMatchObject({ errcode: 61006 });
  });
});
