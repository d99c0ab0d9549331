import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { start } from "./server";

/* What the product never does, so that only a caller by hand finds out: the rest is tried with the real adapter. */

const CORP = "ww7c41d0a95e3b2f01";
const OTHER = "ww7c41d0a95e3b2f02";
const KF = "wkBfHwAAAA7c41d0a95e3b2f010000A1";
const SECOND = "wkBfHwAAAA7c41d0a95e3b2f010000A2";
const PERSON = "4001";
const JSON_TYPE = { "content-type": "application/json" };

type Answer = Record<string, unknown> & { errcode?: number };
interface World {
  corps: { secret: string }[];
  externalIds: Record<string, Record<string, { own: string; suite: string }>>;
}

let platform: Awaited<ReturnType<typeof start>>;
let token: string;
let customer: string;

async function call(path: string, body?: object): Promise<Answer> {
  const init = body === undefined ? {} : { method: "POST", headers: JSON_TYPE, body: JSON.stringify(body) };
  return (await (await fetch(`${platform.url}${path}`, init)).json()) as Answer;
}

const world = async () => (await call("/__state")) as unknown as World;
const tokenOf = async (corp: number) =>
  String((await call(`/cgi-bin/gettoken?corpid=${[CORP, OTHER][corp]}&corpsecret=${(await world()).corps[corp]?.secret}`)).access_token);
const ask = (path: string, body: object, by = token) => call(`/cgi-bin/kf/${path}?access_token=${by}`, body);
const move = (service_state: number, more: object = {}) => ask("service_state/trans", { open_kfid: KF, external_userid: customer, service_state, ...more });
const send = (over: object = {}) => ask("send_msg", { touser: customer, open_kfid: KF, msgtype: "text", text: { content: "x" }, ...over });
const sync = (over: object = {}) => ask("sync_msg", { open_kfid: KF, ...over });
const phone = (path: string, body: object = {}) => call(`/__phone/${path}`, { person: PERSON, account: KF, ...body });
const advance = (hours: number) => call("/__clock", { advanceHours: hours });

beforeEach(async () => {
  platform = await start({ port: 0, appId: "ww4asffe99e54c0fxx", appSecret: "s", verifyToken: "SuiteTok01" });
  token = await tokenOf(0);
  customer = (await world()).externalIds[CORP]?.[PERSON]?.own ?? "";
  await phone("messages", { text: "你好" });
});

afterEach(() => platform.close());

describe("sessions", () => {
  it.each<[string, number[], number, number]>([
    ["of nobody yet may go anywhere", [], 2, 0],
    ["of the API's may be ended", [1], 4, 0],
    ["of the API's may not begin anew", [1], 1, 95016],
    ["in the queue cannot go back to the API", [2], 1, 95016],
    ["with a colleague cannot go back to the API", [3], 1, 95016],
    ["that are over stay over", [4], 1, 95016],
  ])("%s", async (_name, before, to, errcode) => {
    for (const state of before) expect(await move(state, { servicer_userid: "lisi" })).toMatchObject({ errcode: 0 });
    expect(await move(to)).toMatchObject({ errcode });
  });

  it("go to a colleague that there is", async () => {
    expect(await move(3)).toMatchObject({ errcode: 95014 });
    expect(await move(3, { servicer_userid: "nobody" })).toMatchObject({ errcode: 95014 });
    expect(await move(3, { servicer_userid: "lisi" })).toMatchObject({ errcode: 0, msg_code: expect.any(String) });
    expect(await ask("service_state/get", { open_kfid: KF, external_userid: customer })).toMatchObject({ service_state: 3, servicer_userid: "lisi" });
  });

  it("begin anew only when the customer writes", async () => {
    await move(4);
    expect(await send()).toMatchObject({ errcode: 95018 });
    await phone("messages", { text: "还在吗" });
    expect(await send()).toMatchObject({ errcode: 0 });
  });
});

describe("sync_msg", () => {
  it("has nothing that was sent by a call, and what a colleague said", async () => {
    await send();
    await phone("colleague", { act: "reply", text: "我是小李" });
    const { msg_list } = (await sync()) as unknown as { msg_list: { origin: number }[] };
    expect(msg_list.map(({ origin }) => origin)).toEqual([3, 5]);
  });

  it("forgets after three days", async () => {
    await advance(73);
    token = await tokenOf(0);
    expect(await sync()).toMatchObject({ errcode: 0, has_more: 0, msg_list: [] });
  });

  it("goes on page by page from a cursor", async () => {
    await phone("messages", { text: "二" });
    const first = await sync({ limit: 1 });
    expect(first).toMatchObject({ has_more: 1, msg_list: [{ text: { content: "你好" } }] });
    expect(await sync({ limit: 1, cursor: first.next_cursor })).toMatchObject({ has_more: 0, msg_list: [{ text: { content: "二" } }] });
  });

  it.each<[string, object, number]>([
    ["a limit beyond 1000", { limit: 1001 }, 40058],
    ["a cursor of more than 64 bytes", { cursor: "x".repeat(65) }, 40058],
    ["a cursor that nobody gave", { cursor: "eHg" }, 40058],
    ["a token that nobody gave", { token: "invented" }, 95007],
    ["an account of another corporation", { open_kfid: "wkBfHwAAAA7c41d0a95e3b2f020000B1" }, 95000],
  ])("refuses %s", async (_name, over, errcode) => {
    expect(await sync(over)).toMatchObject({ errcode });
  });
});

describe("send_msg", () => {
  it.each<[string, object, number]>([
    ["an id of more than 32 characters", { msgid: "x".repeat(33) }, 40058],
    ["an id with other characters", { msgid: "a:b" }, 40058],
    ["a button that sends back more than 128 bytes", menu({ type: "click", click: { id: "x".repeat(129), content: "x" } }), 95006],
    ["an entry of no type", menu({ type: "hologram", hologram: {} }), 95006],
    ["a menu's words beyond 1024 bytes", { msgtype: "msgmenu", msgmenu: { head_content: "x".repeat(1025), list: [] } }, 45002],
    ["a link without its picture", { msgtype: "link", link: { title: "x", url: "https://a.example" } }, 40007],
    ["somebody by the id that the suite knows", { touser: "suite" }, 40096],
  ])("refuses %s", async (_name, over, errcode) => {
    const bySuite = (await world()).externalIds[CORP]?.[PERSON]?.suite;
    expect(await send("touser" in over ? { touser: bySuite } : over)).toMatchObject({ errcode });
  });

  it("refuses another corporation's customer and account", async () => {
    expect(await ask("send_msg", { touser: customer, open_kfid: KF, msgtype: "text", text: { content: "x" } }, await tokenOf(1))).toMatchObject({
      errcode: 95000,
    });
    expect(await ask("send_msg_on_event", { code: "invented", msgtype: "text", text: { content: "x" } })).toMatchObject({ errcode: 95007 });
  });

  it("counts each account's answers apart", async () => {
    for (let count = 0; count < 5; count++) await send();
    expect(await send()).toMatchObject({ errcode: 95001 });
    await call("/__phone/messages", { person: PERSON, account: SECOND, text: "你好" });
    expect(await send({ open_kfid: SECOND })).toMatchObject({ errcode: 0 });
  });
});

function menu(entry: object): object {
  return { msgtype: "msgmenu", msgmenu: { head_content: "x", list: [entry] } };
}

describe("tokens and lists", () => {
  it("gives the same token while it lives", async () => {
    expect(await tokenOf(0)).toBe(token);
    await advance(2.1);
    expect(await tokenOf(0)).not.toBe(token);
    expect(await sync()).toMatchObject({ errcode: 42001 });
  });

  it("wants a token, and none that was made up", async () => {
    expect(await call("/cgi-bin/kf/sync_msg", {})).toMatchObject({ errcode: 41001 });
    expect(await ask("sync_msg", {}, "invented")).toMatchObject({ errcode: 40014 });
  });

  it("gives at most a hundred of anything, and names who is not known", async () => {
    expect(await ask("account/list", { offset: 0, limit: 101 })).toMatchObject({ errcode: 40058 });
    expect(await ask("customer/batchget", { external_userid_list: Array.from({ length: 101 }, () => customer) })).toMatchObject({ errcode: 40058 });
    expect(await ask("customer/batchget", { external_userid_list: [customer, "wmNobody"] })).toMatchObject({
      customer_list: [{ external_userid: customer, nickname: "林小雨" }],
      invalid_external_userid: ["wmNobody"],
    });
  });
});
