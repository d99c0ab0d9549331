import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SYSTEM } from "@/server/access/actor";
import { pollOnce } from "@/server/connections/poll-channel";
import { inTenant } from "@/server/db/in-tenant";
import type { Scope } from "@/server/db/scope";
import { makeLog } from "@/server/log";
import { billionLaughs, gifScript, gzipBomb, pagePdf, pdfPage, png, zipBomb } from "./bombs";
import { type Foreign, openForeign } from "./foreign";
import { multipart } from "./multipart";
import { type Rows, rowsOf } from "./rows";
import { AT, fromFollower, fromPerson, GOOD, inbound, pageBody, postAccount, postBot, postPage, rest, type Send, screen, update, visit } from "./send";
import { type Call, call, summary, wire } from "./wire";
import { makeWorld, openFront, type World } from "./world";

/*
 * Hostile input: what is sent, what is answered, and every row it leaves. Each line is sent twice, alone and among good
 * neighbours: in the same body where the platform batches, as requests at the same moment everywhere. What `rows` does not
 * name is not there.
 */

/** How it comes in; honest messages come the same way beside it. */
type Way = keyof typeof GOOD;
/** One of the events in a Page's body, as JSON text. */
interface Element {
  element: (world: World) => string;
}
type Line = [way: Way, name: string, input: Send | Element, answer: string, rows?: Rows];

// ------------------------------------------------------------------ how inputs are made

const MB5 = 5 * 1024 * 1024;
const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
const many = (count: number, of: (i: number) => string | number) => Array.from({ length: count }, (_, i) => of(i)).join(",");
const base64 = (text: string) => Buffer.from(text).toString("base64url");
/** Digits that a double cannot hold: as numbers these two are one. */
const [ODD, EVEN] = ["9007199254740993", "9007199254740992"];

const event = (fields: string, person?: string): Element => ({ element: (w) => fromPerson(w, fields, person) });
const said = (fields: string, mid = "m-h"): Element => event(`"message":{"mid":"${mid}",${fields}}`);
const sentFile = (payload: string, type = "image") => said(`"attachments":[{"type":"${type}","payload":${payload}}]`);
const at = (timestamp: string): Element => ({ element: (w) => fromPerson(w, '"message":{"mid":"m-h","text":"hello"}').replace(String(AT), timestamp) });
const hello = (w: World) => pageBody(w, [fromPerson(w, '"message":{"mid":"m-h","text":"hello"}')]);
const page = (body: string | Uint8Array | ((w: World) => string | Uint8Array), over: Parameters<typeof postPage>[2] = {}): Send => {
  return (w) => postPage(w, typeof body === "function" ? body(w) : body, over);
};
const signedBy = (headers: Record<string, string>) => page(hello, { headers });
const bot =
  (fields: string, over: Partial<Call> = {}): Send =>
  (w) =>
    postBot(w, update(7, fields), over);
const botBody =
  (body: string | Uint8Array, over: Partial<Call> = {}): Send =>
  (w) =>
    postBot(w, body, over);
const botFrom = (name: string) => botBody(update(7, '"text":"x"').replace('"from":{', `"from":{"first_name":"${name}",`));
const account =
  (fields: string, over: Parameters<typeof postAccount>[2] = {}): Send =>
  (w) =>
    postAccount(w, fields.startsWith("<?") || fields.startsWith("<!") ? fields : fromFollower(fields), over);
const follower = (content: string, of: { type?: string; more?: string; over?: Parameters<typeof postAccount>[2] } = {}) =>
  account(`<MsgType>${of.type ?? "text"}</MsgType><Content>${content}</Content><MsgId>${ODD}</MsgId>${of.more ?? ""}`, of.over);
const shop = (fields: object, over: Partial<Call> = {}) => rest("POST /channels/{api}/inbound", inbound("h", fields), over);
const contact = (body: unknown, over: Partial<Call> = {}) => rest("POST /contacts", body, over);
const create = (input: string, over: Partial<Call> = {}) => screen("POST /api/trpc/contacts.create", input, over);
const get =
  (path: string, headers: Record<string, string> = {}): Send =>
  (w) =>
    call(w.port, { method: "GET", path, headers });
const post =
  (path: string, body: string, headers: Record<string, string> = {}): Send =>
  (w) =>
    call(w.port, { path, body: body.replace("{tenant}", w.tenant.tenantId), headers });
const bytes =
  (text: string | Uint8Array): Send =>
  (w) =>
    wire(w.port, text);
const inTurn =
  (first: Send, second: Send): Send =>
  async (w) => {
    await first(w);
    return second(w);
  };
const twice = (send: Send) => inTurn(send, send);
const together =
  (count: number, send: Send): Send =>
  async (w) =>
    (await Promise.all(Array.from({ length: count }, () => send(w))))[0] as Awaited<ReturnType<Send>>;

/** A message with a file that is fetched from this address. */
const linked = (url: string, fields: object = {}) => shop({ attachments: [{ url, ...fields }] });
/** A message with a file that the world outside gives. */
const fetched =
  (...given: Parameters<Foreign["serve"]>): Send =>
  (w) =>
    linked(w.foreign.serve(...given), { mimeType: "image/png" })(w);
const movedTo =
  (location: string): Send =>
  (w) =>
    linked(w.foreign.serve("", { status: 302, headers: { location: location.replace("{trap}", String(w.foreign.trap)) } }))(w);
/** An upload, and a message with it. */
const uploaded =
  (content: string | Uint8Array, of: { name?: string; type?: string } = {}): Send =>
  async (w) => {
    const form = multipart(content, of);
    const answer = await rest("POST /uploads", form.body, { headers: form.headers })(w);
    return answer.status === 201 ? shop({ attachments: [{ uploadId: JSON.parse(answer.text).uploadId }] })(w) : answer;
  };
/** A mailbox on a server of the caller's choice: connected without asking, and then asked for its mails. */
const mailbox =
  (host: string): Send =>
  async (w) => {
    const server = { host, port: "{trap}", user: "a", password: "b", tls: false };
    const credentials = { address: `a${w.pageId}@example.test`, imap: server, smtp: server };
    const answer = await rest("POST /channels", { kind: "email", name: "x", credentials })(w);
    const asked = { tenantId: w.tenant.tenantId, inTenant: <T>(fn: (scope: Scope) => Promise<T>) => inTenant(w.tenant.tenantId, SYSTEM, fn) };
    if (answer.status === 201) await expect(pollOnce(asked, JSON.parse(answer.text).id, null)).rejects.toThrow();
    return answer;
  };
const form = (content: string | Uint8Array, of: Parameters<typeof multipart>[1] = {}) =>
  rest("POST /uploads", multipart(content, of).body, { headers: multipart("").headers });

// ------------------------------------------------------------------ what they leave behind

const kept = (text: string, more: Rows = {}): Rows => ({ events: ["done"], texts: [text], ...more });
const settled = (reason: string): Rows => ({ events: [`done: ${reason}`] });
const unread = (why: string): Rows => ({ events: [`unparseable: ${why}`] });
const rejected = (why: string): Rows => ({ events: [`rejected: ${why}`] });
const UNSUPPORTED = kept("(unsupported)", { files: ["unsupported | inline"] });
const fileOnly = (file: string) => kept("(none)", { files: [file] });
const withFile = (file: string) => kept("h", { files: [file] });
const REFUSED = "The link leads to a place that is not opened from here.";
const NO_ADDRESS = "The message names no place from which the file could be fetched.";
const LATE = "The platform did not give the file in time.";
const NOT_JSON = "The body is not JSON, or it breaks off.";
const NOT_THEIRS = "The body is not one this channel's platform sends";
const inner = (name: string, url: string): Line => ["api", `a link to an inner place: ${name}`, linked(url), "201", withFile(`file | ${REFUSED}`)];

// ------------------------------------------------------------------ the table

// biome-ignore format: a table is read by its lines.
const LINES: Line[] = [
  // Signatures and secrets
  ["page", "a wrong signature", signedBy({ "x-hub-signature-256": `sha256=${"0".repeat(64)}` }), "401"],
  ["page", "no signature", signedBy({ "x-hub-signature-256": "" }), "401"],
  ["page", "the legacy SHA-1 header alone", signedBy({ "x-hub-signature-256": "", "x-hub-signature": "sha1=00" }), "401"],
  ["page", "two signatures", signedBy({ "x-hub-signature-256": "sha256=0, sha256=1" }), "401"],
  ["page", "a signature by another secret", page(hello, { secret: "another" }), "401"],
  ["page", "another body's signature", (w) => postPage(w, hello(w), { body: hello(w).replace("hello", "jello") }), "401"],
  ["page", "a good request replayed", twice(page(hello)), "200", { events: ["done", ""], texts: ["hello"] }],
  ["page", "fifty times the same at once", together(50, page(hello)), "200", { events: ["done", ...Array(49).fill("")], texts: ["hello"] }],
  ["page", "a good request at another kind's address", (w) => postPage(w, hello(w), { path: `/api/webhooks/telegram/${w.bot.id}` }), "401"],
  ["page", "a forged signed_request", page("signed_request=AAAA.e30", { headers: { "content-type": "application/x-www-form-urlencoded" } }), "401"],
  ["page", "a greeting with a wrong token", get("/api/webhooks/messenger?hub.mode=subscribe&hub.challenge=%3Cscript%3E&hub.verify_token=x"), "403"],
  ["bot", "no secret token", bot('"text":"x"', { headers: { "x-telegram-bot-api-secret-token": "" } }), "401"],
  ["bot", "a wrong secret token", bot('"text":"x"', { headers: { "x-telegram-bot-api-secret-token": "no" } }), "401"],
  ["bot", "a good update replayed", twice(bot('"text":"x"')), "200", { events: ["done", ""], texts: ["x"] }],
  ["account", "a message in the open", follower("x", { over: { isOpen: true } }), "401"],
  ["account", "a message sealed for somebody else", follower("x", { over: { receiveId: "wx0" } }), "401"],
  ["account", "a body that is not sealed and no message", follower("x", { over: { body: "x" } }), "401"],
  ["account", "a document type around the seal", follower("x", { over: { body: '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><xml>&b;</xml>' } }), "401"],
  ["account", "a good message replayed, sealed anew", twice(follower("x")), "200", { events: ["done", ""], texts: ["x"] }],
  ["account", "fifty times the same at once", together(50, follower("x")), "200", { events: ["done", ...Array(49).fill("")], texts: ["x"] }],
  ["account", "a greeting with a wrong signature", (w) => call(w.port, { method: "GET", path: `/api/webhooks/wechat-oa/${w.account.id}?echostr=%3Cscript%3E&signature=0` }), "401"],
  ["api", "no key", contact({ name: "x" }, { headers: { authorization: "" } }), "401 unauthenticated"],
  ["api", "a key that is an attack", contact({ name: "x" }, { headers: { authorization: "Bearer ' or 1=1 --" } }), "401 unauthenticated"],
  ["api", "another scheme", contact({ name: "x" }, { headers: { authorization: "Basic eDp5" } }), "401 unauthenticated"],
  ["api", "a person's signature that is wrong", shop({ from: { externalId: "777", identifierHash: "00" } }), "201", kept("h")],
  ["widget", "no session", visit("POST /messages", { clientId: "h", text: "h" }, { headers: { authorization: "" } }), "401 session-expired"],
  ["widget", "a wrong identity signature", visit("POST /session", { channelId: "{widget}", identity: { id: "1", signature: "0".repeat(64) } }), "401 bad-signature"],
  ["widget", "an identity signature that is too short", visit("POST /session", { channelId: "{widget}", identity: { id: "1", signature: "" } }), "401 bad-signature"],
  ["widget", "another workspace's page, by its origin", visit("POST /messages", "x", { headers: { origin: "null" } }), "400 not-json"],
  ["api", "a session cookie of nobody", screen("GET /api/trpc/agents.list", undefined, { headers: { cookie: "parley-session=x" } }), "401 unauthenticated"],
  ["api", "a workspace named like a prototype", screen("GET /api/trpc/agents.list", undefined, { headers: { "x-parley-tenant": "__proto__" } }), "404 not-found"],
  ["api", "a foreign topic", post("/api/realtime/auth", "socket_id=1.1&channel_name=private-tenant-{tenant}"), "403"],
  ["api", "a topic that is none", post("/api/realtime/auth", "socket_id=1.1&channel_name=private-tenant-%00"), "403"],
  ["api", "a socket that is none", post("/api/realtime/auth", "socket_id=x&channel_name=y"), "400"],

  // Method, type, size
  ["page", "PUT with a good signature", page(hello, { method: "PUT" }), "405"],
  ["page", "DELETE with a good signature", page(hello, { method: "DELETE" }), "405"],
  ["bot", "GET with the secret", (w) => call(w.port, { method: "GET", path: `/api/webhooks/telegram/${w.bot.id}`, headers: { "x-telegram-bot-api-secret-token": w.bot.secret } }), "400", rejected(NOT_JSON)],
  ["api", "PUT", rest("PUT /contacts", {}), "405 method-not-allowed"],
  ["api", "TRACE", rest("TRACE /contacts"), "400 invalid"],
  ["api", "a method by override", contact({ name: "over" }, { headers: { "x-http-method-override": "DELETE" } }), "201", { names: ["over"] }],
  ["page", "JSON called text", page(hello, { headers: { "content-type": "text/plain" } }), "200", kept("hello")],
  ["page", "JSON called a form", page(hello, { headers: { "content-type": "application/x-www-form-urlencoded" } }), "200", kept("hello")],
  ["api", "JSON called text", contact('{"name":"x"}', { headers: { "content-type": "text/plain" } }), "415 unsupported-media-type"],
  ["api", "XML with an entity of ours", contact('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', { headers: { "content-type": "application/xml" } }), "415 unsupported-media-type"],
  ["page", "a body that breaks off", page((w) => hello(w).slice(0, -20)), "400", unread(NOT_JSON)],
  ["bot", "a body that breaks off", botBody('{"update_id":1,"mess'), "400", rejected(NOT_JSON)],
  ["api", "a body that breaks off", contact('{"name":"x'), "400 malformed-json"],
  ["page", "no body", page(""), "400", unread(NOT_JSON)],
  ["page", "null", page("null"), "400", unread(`${NOT_THEIRS}.`)],
  ["page", "a list", page("[]"), "400", unread(`${NOT_THEIRS}.`)],
  ["bot", "an object that is no update", botBody('{"a":1}'), "400", rejected(`${NOT_THEIRS}: "update_id" is missing or not of its kind.`)],
  ["page", "an empty batch", page('{"object":"page","entry":[]}'), "200", { events: [""] }],
  ["page", "an entry without events", page((w) => pageBody(w, [])), "200", settled("an entry without events")],
  ["page", "entries that are none", page('{"object":"page","entry":[null,1,"x",[]]}'), "200", { events: ["unroutable: account not connected"] }],
  ["page", "another object", page((w) => hello(w).replace('"page"', '"user"')), "200", { events: ["unroutable: account not connected"] }],
  ["page", "exactly 5 MB", page((w) => hello(w).padEnd(MB5)), "200", kept("hello")],
  ["page", "5 MB and one byte", page((w) => hello(w).padEnd(MB5 + 1)), "413"],
  ["page", "5 MB and one byte, its length untold", page((w) => hello(w).padEnd(MB5 + 1), { isChunked: true }), "413"],
  ["bot", "5 MB and one byte", botBody(Buffer.alloc(MB5 + 1, " ")), "413"],
  ["api", "5 MB and one byte", contact(Buffer.alloc(MB5 + 1, " ")), "413 too-large"],
  ["api", "5 MB and one byte, its length untold", contact(Buffer.alloc(MB5 + 1, " "), { isChunked: true }), "413 too-large"],
  ["widget", "128 KB and one byte", visit("POST /messages", Buffer.alloc(128 * 1024 + 1, " ")), "413 too-large"],
  ["page", "a length that promises less", (w) => wire(w.port, `POST /api/webhooks/messenger HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\n${hello(w)}`), "400"],
  ["page", "a length that promises the moon", bytes("POST /api/webhooks/messenger HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 99999999999\r\n\r\nx"), "413"],
  ["page", "a body in gzip", page((w) => gzipSync(hello(w)), { headers: { "content-encoding": "gzip" } }), "400", unread(NOT_JSON)],
  ["page", "50 MB in gzip", page(gzipBomb(), { headers: { "content-encoding": "gzip" } }), "400", unread(NOT_JSON)],
  ["api", "50 MB in gzip", contact(gzipBomb(), { headers: { "content-encoding": "gzip" } }), "400 malformed-json"],

  // JSON
  ["page", "depth 10,000 as the body", page(deep(10_000)), "400", unread(`${NOT_THEIRS}: "object" is missing or not of its kind.`)],
  ["page", "depth 10,000 beside a text", said(`"text":"deep","x":${deep(10_000)}`), "200", kept("deep")],
  ["page", "depth 10,000 as a referral", said(`"text":"deep","referral":${deep(10_000)}`), "200", kept("deep")],
  ["page", "depth 10,000 as an attachment", sentFile(deep(10_000)), "200", fileOnly(`image | ${NO_ADDRESS}`)],
  ["page", "depth 10,000 as an event nobody knows", event(`"x":${deep(10_000)}`), "200", UNSUPPORTED],
  ["page", "depth 1,000,000", page(`${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}`), "400", unread("The body holds more than 200000 values.")],
  ["bot", "depth 10,000", bot(`"text":"x","y":${deep(10_000)}`), "200", kept("x")],
  ["api", "depth 10,000", contact(`{"name":"x","attributes":${deep(10_000)}}`), "400 malformed-json"],
  ["widget", "depth 10,000", visit("POST /messages", deep(10_000)), "400 invalid"],
  ["page", "duplicate keys: the last one counts", said('"text":"first","text":"second"'), "200", kept("second")],
  ["api", "duplicate keys: the last one counts", contact('{"name":"a","name":"b"}'), "201", { names: ["b"] }],
  ["page", "message ids beyond 2^53 as numbers", { element: (w) => [ODD, EVEN].map((id) => fromPerson(w, `"message":{"mid":${id},"text":"${id}"}`)).join(",") }, "200", { events: ["done, done"], texts: [ODD, EVEN] }],
  ["page", "people beyond 2^53 as numbers", { element: (w) => [ODD, EVEN].map((id) => fromPerson(w, `"message":{"mid":"${id}","text":"${id}"}`).replace('"777"', id)).join(",") }, "200", { events: ["done, done"], texts: [ODD, EVEN] }],
  ["bot", "a chat beyond 2^53", (w) => postBot(w, update(ODD, '"text":"x"', ODD)), "200", kept("x")],
  ["api", "an attribute beyond 2^53", contact(`{"name":"x","attributes":{"n":${ODD}}}`), "201", { names: ["x"] }],
  ["widget", "an id beyond 2^53", visit("POST /session", `{"channelId":"{widget}","identity":{"id":${ODD}}}`), "200"],
  ["page", "numbers that are none", at("1e400000"), "200", kept("hello")],
  ["page", "an id of a thousand digits", { element: (w) => fromPerson(w, '"message":{"mid":"m","text":"x"}').replace('"777"', "7".repeat(1_000)) }, "200", settled("an event that names nobody")],
  ["page", "keys named like a prototype", said('"text":"x","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}'), "200", kept("x")],
  ["page", "an event named like a prototype", event('"__proto__":{"message":{"mid":"m-p","text":"p"}}'), "200", UNSUPPORTED],
  ["page", "an attachment of type constructor", sentFile("{}", "constructor"), "200", UNSUPPORTED],
  ["page", "an attachment of type __proto__", sentFile("{}", "__proto__"), "200", UNSUPPORTED],
  ["page", "an attachment of type toString", sentFile("{}", "toString"), "200", UNSUPPORTED],
  ["page", "an instant that cannot be made a text", at('{"toString":1}'), "200", kept("hello")],
  ["page", "an id that cannot be compared", { element: (w) => fromPerson(w, '"message":{"mid":{"length":{"toString":1}},"text":"x"}') }, "200", UNSUPPORTED],
  ["bot", "an id that cannot be compared", botBody('{"update_id":{"length":{"t\\u006fString":1}}}'), "400", rejected(`${NOT_THEIRS}: "update_id" is missing or not of its kind.`)],
  ["api", "a name that cannot be compared", contact('{"name":{"length":{"toString":1}}}'), "422 invalid"],
  ["widget", "a text that cannot be compared", visit("POST /messages", '{"clientId":"h","text":{"length":{"toString":1}}}'), "400 invalid"],
  ["api", "a call that cannot be compared", create('{"json":{"name":{"length":{"toString":1}}}}'), "400 invalid"],
  ["api", "__proto__ as a field", contact('{"name":"x","__proto__":{"admin":true}}'), "422 invalid"],
  ["api", "constructor as a field", contact('{"name":"x","constructor":1}'), "422 invalid"],
  ["api", "__proto__ as an attribute", contact('{"name":"x","attributes":{"__proto__":{"admin":true},"constructor":1}}'), "201", { names: ["x"] }],
  ["widget", "__proto__ as a field", visit("POST /messages", '{"clientId":"x","text":"t","__proto__":{"a":1}}'), "201", kept("t")],
  ["api", "a list of 2,000,000 zeros for an object", contact(`[${many(2_000_000, () => 0)}]`), "413 too-large"],
  ["api", "a list of 2,000,000 attachments", shop({ attachments: Array(2_000_000).fill(0) }), "413 too-large"],
  ["api", "10,000 fields nobody knows", contact(Object.fromEntries(Array.from({ length: 9_000 }, (_, i) => [`f${i}`, 1]))), "422 invalid"],

  // XML
  ["account", "a document type inside", account('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><xml><MsgType>&b;</MsgType></xml>'), "400", rejected("The XML has something other than plain elements.")],
  ["account", "a billion laughs", account('<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><xml>&b;</xml>'), "400", rejected("The XML has something other than plain elements.")],
  ["account", "an entity of nobody", follower("&xxe;"), "200", kept("&xxe;")],
  ["account", "a million elements", follower("x", { more: "<a/>".repeat(500_000) }), "400", rejected("The XML is larger than any message.")],
  ["account", "depth 100,000", follower("x", { more: `${"<a>".repeat(100_000)}${"</a>".repeat(100_000)}` }), "400", rejected("The XML is larger than any message.")],
  ["account", "tags that cross", follower("<a><b></a></b>"), "400", rejected("The XML's tags do not match.")],
  ["account", "an attribute", follower('<a href="x">y</a>'), "400", rejected("The XML has something other than plain elements.")],
  ["account", "nobody's message", (w) => postAccount(w, "<xml><MsgType>text</MsgType></xml>"), "400", rejected("The message names no sender.")],
  ["account", "a type called constructor", follower("x", { type: "constructor" }), "200", UNSUPPORTED],
  ["account", "a type called __proto__", follower("x", { type: "__proto__" }), "200", UNSUPPORTED],
  ["account", "an event called constructor", account("<MsgType>event</MsgType><Event>constructor</Event>"), "200", settled("an event that is not known: constructor")],
  ["account", "an instant that is none", (w) => postAccount(w, fromFollower("<MsgType>text</MsgType><Content>x</Content><MsgId>1</MsgId>", "17358 2493")), "200", kept("x")],
  ["account", "ids beyond 2^53", inTurn(follower("x"), account(`<MsgType>text</MsgType><Content>y</Content><MsgId>${EVEN}</MsgId>`)), "200", { events: ["done", "done"], texts: ["x", "y"] }],
  ["account", "a link to javascript:", account("<MsgType>link</MsgType><Title>x</Title><Url>javascript:alert(1)</Url><MsgId>1</MsgId>"), "200", fileOnly("link | inline")],
  ["account", "a place that is nowhere", account("<MsgType>location</MsgType><Location_X>1e999</Location_X><Location_Y>x</Location_Y><MsgId>1</MsgId>"), "200", UNSUPPORTED],
  ["account", "NUL in a text", follower("a\0b"), "200", kept("a\uFFFDb")],
  ["account", "an id of 100,000 characters", account(`<MsgType>text</MsgType><Content>x</Content><MsgId>${"7".repeat(100_000)}</MsgId>`), "200", kept("x")],
  ["account", "HTML", follower("<![CDATA[<script>alert(1)</script>]]>"), "200", kept("<script>alert(1)</script>")],

  // Characters
  ["page", "NUL as a byte", page((w) => hello(w).replace("hello", "hel\0lo")), "400", unread(NOT_JSON)],
  ["page", "NUL in a text", said('"text":"a\\u0000b"'), "200", kept("ab")],
  ["page", "a text of NUL", said('"text":"\\u0000"'), "200", kept("", { files: ["unsupported | inline"] })],
  ["page", "NUL in an id", said('"text":"x"', "m\\u0000h"), "200", kept("x")],
  ["api", "NUL in a name", contact('{"name":"a\\u0000b"}'), "201", { names: ["ab"] }],
  ["page", "halves of characters", said('"text":"a\\ud800b\\udc00"'), "200", kept("a\uFFFDb\uFFFD")],
  ["api", "half a character in a name", contact('{"name":"a\\ud800b"}'), "201", { names: ["a\uFFFDb"] }],
  ["page", "bytes that are no UTF-8", page((w) => Buffer.from(hello(w).replace("hello", "h\u00ffllo"), "latin1")), "200", kept("h\uFFFDllo")],
  ["api", "bytes that are no UTF-8", contact(Buffer.from('{"name":"\u00ff"}', "latin1")), "400 malformed-json"],
  ["page", "UTF-16", page((w) => Buffer.from(hello(w), "utf16le")), "400", unread(NOT_JSON)],
  ["page", "a byte order mark", page((w) => `\uFEFF${hello(w)}`), "200", kept("hello")],
  ["page", "2 MB of emoji", said(`"text":"${"🙂".repeat(500_000)}"`), "200", kept("🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂… 1000000")],
  ["bot", "a name that reads backwards", botFrom("Sup\\u202Eport"), "200", kept("x", { names: ["Support"] })],
  ["bot", "a name with a second header", botFrom("Ana\\r\\nBcc: x@example.test\\u0007"), "200", kept("x", { names: ["Ana Bcc: x@example.test"] })],
  ["bot", "a name of a megabyte", botFrom("n".repeat(1_000_000)), "200", kept("x", { names: ["nnnnnnnnnn… 200"] })],
  ["api", "a name that reads backwards", shop({ from: { externalId: "777", name: "Sup\u202Eport" } }), "201", kept("h", { names: ["Support"] })],
  ["api", "a name with a second header", contact({ name: "Ana\r\nBcc: x@example.test" }), "201", { names: ["Ana Bcc: x@example.test"] }],
  ["api", "an address with a second header", contact({ name: "a", email: "a@example.test\r\nBcc: b@example.test" }), "422 invalid"],
  ["api", "a name of a megabyte", contact({ name: "n".repeat(1_000_000) }), "422 invalid"],
  ["page", "HTML", said('"text":"<script>alert(1)</script><img src=x onerror=alert(1)>"'), "200", kept("<script>alert(1)</script><img src=x onerror=alert(1)>")],

  // Shapes
  ["page", "a text that is an object", said('"text":{"a":1}'), "200", UNSUPPORTED],
  ["page", "a text that is a number", said('"text":5'), "200", UNSUPPORTED],
  ["page", "a message that is null", event('"message":null'), "200", UNSUPPORTED],
  ["page", "a message that is a list", event('"message":[]'), "200", UNSUPPORTED],
  ["page", "an event that is a number", { element: () => "17" }, "200", { events: ["done: an event that is no object"] }],
  ["page", "attachments that are none", said('"attachments":[null,1,"x",{}]'), "200", kept("(unsupported)", { files: Array(4).fill("unsupported | inline") })],
  ["page", "attachments that are an object", said('"text":"t","attachments":{"a":1}'), "200", kept("t")],
  ["page", "an instant before time", at("-1"), "200", kept("hello")],
  ["page", "an instant beyond the calendar", at("9".repeat(400)), "200", kept("hello")],
  ["page", "an instant that is an object", at("{}"), "200", kept("hello")],
  ["page", "a watermark beyond the calendar", event('"read":{"watermark":1e308}'), "200", { events: ["done"] }],
  ["bot", "an instant before time", botBody(update(7, '"text":"x"').replace(`"date":${AT / 1000}`, '"date":-99999999999999')), "200", kept("x")],
  ["api", "an instant in the year 9999", shop({ providerAt: "9999-12-31T23:59:59Z" }), "201", kept("h")],
  ["api", "an instant in the year 0", shop({ providerAt: "0000-01-01T00:00:00Z" }), "201", kept("h")],
  ["page", "an id of 100,000 characters", said('"text":"x"', "m".repeat(100_000)), "200", UNSUPPORTED],
  ["page", "an id of 500 characters", said('"text":"x"', "m".repeat(500)), "200", kept("x")],
  ["page", "a payload of a megabyte", said(`"text":"x","quick_reply":{"payload":"${"p".repeat(1_000_000)}"}`), "200", kept("x")],
  ["page", "a reaction of a megabyte, to nothing", event(`"reaction":{"mid":"m-1","action":"react","emoji":"${"🙂".repeat(250_000)}"}`), "200", settled("unknown target")],
  ["page", "a reaction of a megabyte", { element: (w) => `${fromPerson(w, '"message":{"mid":"m-h","text":"x"}')},${fromPerson(w, `"reaction":{"mid":"m-h","action":"react","emoji":"${"x".repeat(1_000_000)}"}`)}`, }, "200", { events: ["done, done"], texts: ["x"] }],
  ["page", "10,000 receipts in one", event(`"delivery":{"watermark":1,"mids":[${many(10_000, (i) => `"m${i}"`)}]}`), "200", settled("unknown target")],
  ["page", "10,000 events in one body", page((w) => pageBody(w, Array.from({ length: 10_000 }, (_, i) => fromPerson(w, `"optin":{"n":${i}}`, "778").replace(String(AT), String(AT + i))))), "200", settled("no conversation × 10000")],
  ["page", "100,000 events of nothing", page((w) => pageBody(w, Array(100_000).fill("0"))), "400", unread("The body holds more than 20000 events.")],
  ["page", "2,000,000 events of nothing", page((w) => pageBody(w, Array(2_000_000).fill("0"))), "400", unread("The body holds more than 200000 values.")],
  ["bot", "2,000,000 deletions", botBody(`{"update_id":1,"deleted_business_messages":{"business_connection_id":"b","chat":{"id":1,"type":"private"},"message_ids":[${many(2_000_000, () => 1)}]}}`), "400", rejected("The body holds more than 200000 values.")],
  ["bot", "a photo in 150,000 sizes that are none", bot(`"text":"x","photo":[${many(150_000, () => 0)}]`), "200", kept("x")],
  ["bot", "a chat that moves to itself", botBody('{"update_id":7,"message":{"message_id":1,"date":1,"chat":{"id":1,"type":"group"},"migrate_to_chat_id":1}}'), "200", settled("no conversation")],
  ["bot", "a link that lies beside its text", bot('"text":"click","entities":[{"type":"text_link","offset":-5,"length":1e9,"url":"https://example.test"}]'), "200", kept("click")],
  ["bot", "a place that is nowhere", bot('"location":{"latitude":1e308,"longitude":-1e308}'), "200", fileOnly("location | inline")],
  ["api", "null for what is left out", shop({ text: "h", attachments: null, providerAt: null, threadId: null, replyToExternalId: null, from: { externalId: "777", name: null, email: null, phone: null, identifierHash: null }, }), "201", kept("h")],
  ["api", "null for what is needed", shop({ externalId: null }), "422 invalid"],
  ["api", "a text longer than any", shop({ text: "x".repeat(70_000) }), "422 invalid"],
  ["api", "21 attachments", shop({ attachments: Array(21).fill({ url: "https://example.test" }) }), "422 invalid"],
  ["api", "101 attributes", contact({ name: "a", attributes: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`k${i}`, i])) }), "422 invalid"],

  // Links
  ["page", "a picture at javascript:", sentFile('{"url":"javascript:alert(1)"}'), "200", fileOnly(`image | ${NO_ADDRESS}`)],
  ["page", "a picture at data:", sentFile('{"url":"data:text/html,<script>alert(1)</script>"}'), "200", fileOnly(`image | ${NO_ADDRESS}`)],
  ["page", "a picture at file:", sentFile('{"url":"file:///etc/passwd"}'), "200", fileOnly(`image | ${NO_ADDRESS}`)],
  ["page", "a picture nowhere", sentFile("{}"), "200", fileOnly(`image | ${NO_ADDRESS}`)],
  ["page", "a shared link to javascript:", sentFile('{"url":"javascript:alert(1)","title":"x"}', "fallback"), "200", fileOnly("link | inline")],
  ["page", "a wrapped link to javascript:", sentFile('{"url":"https://l.facebook.com/l.php?u=javascript:alert(1)","title":"x"}', "fallback"), "200", fileOnly("link | inline")],
  ["bot", "a hidden link to javascript:", bot('"text":"click","entities":[{"type":"text_link","offset":0,"length":5,"url":"javascript:alert(1)"}]'), "200", kept("click")],
  ["api", "an attachment at javascript:", linked("javascript:alert(1)"), "422 invalid"],
  ["api", "an attachment at data:", linked("data:text/html,x"), "422 invalid"],
  ["api", "an avatar at javascript:", contact({ name: "a", avatarUrl: "javascript:alert(1)" }), "422 invalid"],

  // Addresses that lead inside
  inner("loopback", "http://127.0.0.1:{trap}/"),
  inner("all of loopback", "http://127.9.9.9:{trap}/"),
  inner("decimal", "http://2130706433:{trap}/"),
  inner("hex", "http://0x7f000001:{trap}/"),
  inner("hex in parts", "http://0x7f.0x0.0x0.0x1:{trap}/"),
  inner("octal", "http://0177.0.0.1:{trap}/"),
  inner("octal as one", "http://017700000001:{trap}/"),
  inner("short", "http://127.1:{trap}/"),
  inner("full-width digits", "http://１２７.０.０.１:{trap}/"),
  inner("circled digits", "http://①②⑦.⓪.⓪.①:{trap}/"),
  inner("percent-encoded", "http://%31%32%37.0.0.1:{trap}/"),
  inner("a dot at its end", "http://127.0.0.1.:{trap}/"),
  inner("the unspecified address", "http://0.0.0.0:{trap}/"),
  inner("zero", "http://0:{trap}/"),
  inner("IPv6 loopback", "http://[::1]:{trap}/"),
  inner("IPv6 loopback in full", "http://[0000:0000:0000:0000:0000:0000:0000:0001]:{trap}/"),
  inner("IPv6 unspecified", "http://[::]:{trap}/"),
  inner("IPv4-mapped", "http://[::ffff:127.0.0.1]:{trap}/"),
  inner("IPv4-mapped in hex", "http://[::ffff:7f00:1]:{trap}/"),
  inner("IPv4-compatible", "http://[::127.0.0.1]:{trap}/"),
  inner("IPv4-translated", "http://[::ffff:0:127.0.0.1]:{trap}/"),
  inner("NAT64", "http://[64:ff9b::127.0.0.1]:{trap}/"),
  inner("local NAT64", "http://[64:ff9b:1::7f00:1]:{trap}/"),
  inner("6to4", "http://[2002:7f00:1::]:{trap}/"),
  inner("Teredo", "http://[2001:0:7f00:1::]:{trap}/"),
  inner("unique local", "http://[fd00::1]:{trap}/"),
  inner("link-local IPv6", "http://[fe80::1]:{trap}/"),
  inner("localhost", "http://localhost:{trap}/"),
  inner("localhost with a dot", "http://localhost.:{trap}/"),
  inner("LOCALHOST", "http://LOCALHOST:{trap}/"),
  inner("a name below localhost", "http://a.localhost:{trap}/"),
  inner("cloud metadata", "http://169.254.169.254/latest/meta-data/"),
  inner("cloud metadata, decimal", "http://2852039166/"),
  inner("private A", "http://10.0.0.1/"),
  inner("private B", "http://172.16.0.1/"),
  inner("private C", "http://192.168.1.1/"),
  inner("CGNAT", "http://100.64.0.1/"),
  inner("benchmarking", "http://198.18.0.1/"),
  inner("multicast", "http://224.0.0.1/"),
  inner("broadcast", "http://255.255.255.255/"),
  inner("a user that looks like a host", "http://example.com@127.0.0.1:{trap}/"),
  inner("a user and a password", "http://a:b@example.com/"),
  inner("a backslash", "http://127.0.0.1:{trap}\\@example.com/"),
  inner("the database's port", "http://127.0.0.1:5432/"),
  ["api", "a file that moves to loopback", movedTo("http://127.0.0.1:{trap}/"), "201", withFile(`file | ${REFUSED}`)],
  ["api", "a file that moves to localhost", movedTo("http://localhost:{trap}/"), "201", withFile(`file | ${REFUSED}`)],
  ["api", "a file that moves to a mapped address", movedTo("http://[::ffff:127.0.0.1]:{trap}/"), "201", withFile(`file | ${REFUSED}`)],
  ["api", "a file that moves to cloud metadata", movedTo("http://169.254.169.254/"), "201", withFile(`file | ${REFUSED}`)],
  ["api", "a file that moves to file:", movedTo("file:///etc/passwd"), "201", withFile(`file | ${REFUSED}`)],
  ["api", "a file that moves without a scheme", movedTo("//127.0.0.1:{trap}/"), "201", withFile(`file | ${REFUSED}`)],
  ["page", "a Page's picture at loopback", { element: (w) => fromPerson(w, `"message":{"mid":"m-h","attachments":[{"type":"image","payload":{"url":"http://127.0.0.1:${w.foreign.trap}/"}}]}`) }, "200", fileOnly(`image | ${REFUSED}`)],
  ["api", "a mailbox at loopback", mailbox("127.0.0.1"), "201"],
  ["api", "a mailbox at a decimal address", mailbox("2130706433"), "201"],
  ["api", "a mailbox at a mapped address", mailbox("::ffff:127.0.0.1"), "201"],
  ["api", "a mailbox at localhost", mailbox("localhost"), "201"],
  ["api", "a mailbox with a second line", mailbox("imap.example.test\r\nA1 LOGOUT"), "422 invalid"],
  ["bot", "a bot's file that is a path", bot('"document":{"file_id":"../../getMe","file_name":"x"}'), "200", fileOnly(`file | x | ${LATE}`)],

  // Files
  ["api", "a page called a picture", fetched("<!doctype html><script>alert(1)</script>", { headers: { "content-type": "image/png" } }), "201", withFile("file | text/html, a download")],
  ["api", "an SVG called a picture", fetched('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), "201", withFile("file | image/svg+xml, a download")],
  ["api", "an SVG of a thousand million", fetched(billionLaughs), "201", withFile("file | application/xml, a download")],
  ["api", "a GIF that is a script", fetched(gifScript), "201", withFile("image | image/gif, shown")],
  ["api", "a document with a page inside", fetched(pdfPage), "201", withFile("file | application/pdf, a download")],
  ["api", "a page with a document's head inside", fetched(pagePdf), "201", withFile("file | text/html, a download")],
  ["api", "a picture of four thousand million pixels", fetched(png({ isHuge: true })), "201", withFile("image | image/png, shown")],
  ["api", "noise called a picture", fetched(Buffer.from([0, 1, 2, 3])), "201", withFile("file | application/octet-stream, a download")],
  ["api", "an archive of 50 MB in 50 KB", fetched(zipBomb()), "201", withFile("file | application/zip, a download")],
  ["api", "an office file of 50 MB in 50 KB", fetched(zipBomb("[Content_Types].xml")), "201", withFile("file | application/zip, a download")],
  ["api", "an app of 50 MB in 50 KB", fetched(zipBomb("mimetype")), "201", withFile("file | application/zip, a download")],
  ["api", "50 MB in gzip", fetched(gzipBomb()), "201", withFile("file | application/gzip, a download")],
  ["api", "50 MB in gzip, by transfer", fetched(gzipBomb(), { headers: { "content-encoding": "gzip" } }), "201", withFile("file | application/gzip, a download")],
  ["api", "an empty file", fetched(""), "201", withFile("image | The file is empty.")],
  ["api", "26 MB", fetched(Buffer.alloc(26 * 1024 * 1024, 1)), "201", withFile("image | The file is too large. (> 25 MB)")],
  ["api", "a type with a second header", fetched("hello", { headers: { "content-type": "text/html; x=<script>" } }), "201", withFile("file | text/plain, shown")],
  ["api", "an upload that is a page", uploaded("<html><script>alert(1)</script>", { name: "a.png", type: "image/png" }), "201", withFile("file | a.png | text/html, a download")],
  ["api", "an upload's name that climbs", uploaded(png(), { name: "../../../etc/passwd" }), "201", withFile("image | passwd | image/png, shown")],
  ["api", "an upload's name with a Windows path", uploaded(png(), { name: "C:\\\\Users\\\\me\\\\photo.png" }), "201", withFile("image | photo.png | image/png, shown")],
  ["api", "an upload's name that reads backwards", uploaded(png(), { name: "photo_\u202egpj.exe" }), "201", withFile("image | photo_gpj.exe | image/png, shown")],
  ["api", "an upload's name of 5,000 characters", uploaded(png(), { name: `${"n".repeat(5_000)}.png` }), "201", withFile("image | nnnnnnnnnn… 150 | image/png, shown")],
  ["api", "an upload's name with a second header", uploaded(png(), { name: "a%0d%0aset-cookie: x=1.png" }), "201", withFile("image | aset-cookie: x=1.png | image/png, shown")],
  ["api", "an upload's name of nothing", uploaded(png(), { name: ".." }), "201", withFile("image | file | image/png, shown")],
  ["api", "an upload of 26 MB", form(Buffer.alloc(26 * 1024 * 1024)), "413 too-large"],
  ["api", "an upload of 40 MB", form(Buffer.alloc(40 * 1024 * 1024)), "413 too-large"],
  ["api", "an empty upload", form(""), "422 empty-file"],
  ["api", "an upload in another field", form("x", { field: "other" }), "400 malformed-multipart"],
  ["api", "an upload without its end", rest("POST /uploads", multipart("x").body.subarray(0, -10), { headers: multipart("").headers }), "400 malformed-multipart"],
  ["api", "an upload without a boundary", rest("POST /uploads", multipart("x").body, { headers: { "content-type": "multipart/form-data" } }), "400 malformed-multipart"],
  ["api", "an upload that is JSON", rest("POST /uploads", "{}"), "400 malformed-multipart"],
  ["api", "another's upload", shop({ attachments: [{ uploadId: "01a1ff3c-0000-7000-8000-000000000000" }] }), "404 not-found"],
  ["page", "a file's name that climbs", sentFile('{"url":"https://192.168.0.1/a/..%2f..%2fetc%2fpasswd.png"}', "file"), "200", fileOnly(`file | passwd.png | ${REFUSED}`)],
  ["page", "a file's name that reads backwards", sentFile('{"url":"https://192.168.0.1/photo_%E2%80%AEgpj.exe"}', "file"), "200", fileOnly(`file | photo_gpj.exe | ${REFUSED}`)],
  ["bot", "a file with a size beyond 2^53", bot('"document":{"file_id":"f","file_name":"a.png","file_size":99999999999999999999,"mime_type":"image/png\\r\\nx: y"}'), "200", fileOnly(`file | a.png | ${LATE}`)],
  ["bot", "a file with a size that is a text", bot('"document":{"file_id":"f","file_name":"a.png","file_size":"big","width":-5}'), "200", fileOnly(`file | a.png | ${LATE}`)],
  ["api", "a link to a mail that is none", get("/api/originals/AAAA"), "404"],
  ["api", "a link to a picture that is none", get("/api/remote-images/AAAA"), "404"],
  ["api", "an address for a picture", get("/api/remote-images/http:%2f%2f127.0.0.1%2f?url=http://127.0.0.1/"), "404"],
  ["api", "the figures of operations, from outside", get("/metrics", { "x-forwarded-for": "8.8.8.8" }), "403"],
  ["api", "a consent that nobody asked for", get("/api/oauth/messenger/callback?state=%00&code=%00"), "303"],
  ["api", "a consent of a prototype", get("/api/oauth/__proto__/callback?state=x"), "303"],
  ["api", "a link to a file that is none", get("/api/files/AAAA"), "404"],
  ["api", "a link to a file that climbs", get("/api/files/../../etc/passwd"), "404"],
  ["api", "an upload without a session", post("/api/files", "x"), "401 unauthenticated"],

  // Paths, queries, cursors, headers of REST
  ["api", "NUL in a path", rest("GET /contacts/%00"), "404 not-found"],
  ["api", "a path that is no UTF-8", rest("GET /contacts/%ff%fe"), "404 not-found"],
  ["api", "a path that climbs", rest("GET /contacts/..%2f..%2fetc%2fpasswd"), "404 not-found"],
  ["api", "a path of 10,000 characters", rest(`GET /contacts/${"x".repeat(10_000)}`), "404 not-found"],
  ["api", "an id that is an attack", rest("GET /contacts/1'%20or%201=1"), "404 not-found"],
  ["api", "a cursor that is none", rest("GET /contacts?cursor=AAAA"), "400 malformed-cursor"],
  ["api", "a cursor of another list", rest(`GET /conversations?cursor=${base64('["infinity","x"]')}`), "400 malformed-cursor"],
  ["api", "a cursor beyond 2^53", rest(`GET /contacts?cursor=${base64('["99999999999999999999","x"]')}`), "400 malformed-cursor"],
  ["api", "a cursor that is a prototype", rest(`GET /contacts?cursor=${base64('{"__proto__":1}')}`), "400 malformed-cursor"],
  ["api", "a place in the feed beyond 2^53", rest("GET /events?after=99999999999999999999"), "400 malformed-query"],
  ["api", "a place in the feed before its beginning", rest("GET /events?after=-1"), "400 malformed-query"],
  ["api", "a page of a thousand million", rest("GET /contacts?limit=1e9"), "400 malformed-query"],
  ["api", "a query twice", rest("GET /contacts?limit=1&limit=0"), "400 malformed-query"],
  ["api", "a query of prototypes", rest("GET /contacts?__proto__=1&constructor=2"), "200"],
  ["api", "a search of wild cards", rest("GET /contacts?q=%25%25%5c"), "200"],
  ["api", "a search for NUL", rest("GET /contacts?q=%00"), "400 malformed-query"],
  ["api", "a search of 10,000 characters", rest(`GET /contacts?q=${"a".repeat(10_000)}`), "400 malformed-query"],
  ["api", "an empty Idempotency-Key", contact({ name: "a" }, { headers: { "idempotency-key": "" } }), "400 malformed-header"],
  ["api", "an Idempotency-Key of 5,000 characters", contact({ name: "a" }, { headers: { "idempotency-key": "k".repeat(5_000) } }), "400 malformed-header"],
  ["api", "an Idempotency-Key of another request", inTurn(contact({ name: "a" }, { headers: { "idempotency-key": "k" } }), contact({ name: "b" }, { headers: { "idempotency-key": "k" } })), "409 idempotency-key-reused", { names: ["a"] }],
  ["api", "an Idempotency-Key fifty times at once", together(50, contact({ name: "once" }, { headers: { "idempotency-key": "k" } })), "201", { names: ["once"] }],
  ["api", "a version beyond any", rest("PATCH /contacts/x", {}, { headers: { "if-match": "99999999999999" } }), "400 malformed-header"],
  ["api", "a deletion of what is no UTF-8", rest("DELETE /channels/{api}/inbound/%ff"), "422 unparseable"],
  ["api", "a deletion of NUL", rest("DELETE /channels/{api}/inbound/%00"), "200", settled("unknown target")],
  ["api", "a deletion of 5,000 characters", rest(`DELETE /channels/{api}/inbound/${"x".repeat(5_000)}`), "200", settled("unknown target")],
  ["api", "a kind named like a prototype", rest("POST /channels", { kind: "constructor", name: "x" }), "422 unknown-kind"],
  ["api", "a bot's token that is a path", rest("POST /channels", { kind: "telegram", name: "x", credentials: { botToken: "1:../../x" } }), "422 invalid"],
  ["page", "a greeting of Microsoft's that is a page", post("/api/webhooks/email/microsoft?validationToken=%3Cscript%3Ealert(1)%3C/script%3E", ""), "200"],
  ["page", "a greeting of Microsoft's without an end", post(`/api/webhooks/email/microsoft?validationToken=${"a".repeat(3_000)}`, ""), "401"],
  ["page", "a notification about nobody's mailbox", post("/api/webhooks/email/microsoft?account=a@b.example", '{"value":[{"subscriptionId":"s","clientState":"x"}]}'), "401"],
  ["page", "a notification that is none", post("/api/webhooks/email/microsoft?account=a@b.example", `{"value":${"[".repeat(9_000)}`), "401"],
  ["page", "a provider of mails named like a prototype", post("/api/webhooks/email/constructor", "{}"), "401"],
  ["page", "a webhook named like a prototype", page(hello, { path: "/api/webhooks/__proto__" }), "404"],
  ["page", "a webhook that climbs", page(hello, { path: "/api/webhooks/../v1/contacts" }), "404"],
  ["page", "a webhook of another kind's channel", (w) => postPage(w, hello(w), { path: `/api/webhooks/messenger/${w.bot.id}` }), "404"],

  // The widget's and the screens' own calls
  ["widget", "no JSON", visit("POST /messages", "x"), "400 not-json"],
  ["widget", "nothing said", visit("POST /messages", { clientId: "h", text: " " }), "400 invalid"],
  ["widget", "a text longer than any", visit("POST /messages", { clientId: "h", text: "x".repeat(10_001) }), "400 invalid"],
  ["widget", "a page's frame with a script for a channel", get("/widget/frame?channel=%22%3E%3Cscript%3E"), "404 unknown-channel"],
  ["widget", "an asset that climbs", get("/widget/..%2f..%2fpackage.json"), "404 no-such-file"],
  ["widget", "an asset that climbs in the open", get("/widget/../../package.json"), "404 no-such-file"],
  ["widget", "a claim that is a script", visit("POST /session", { channelId: "{widget}", identity: { id: "1", name: "<script>alert(1)</script>\u202E" }, page: { url: "javascript:alert(1)" } }), "200"],
  ["api", "1,000 calls in one", screen(`GET /api/trpc/${Array(1_000).fill("agents.list").join(",")}?batch=1&input=%7B%7D`), "400 invalid"],
  ["api", "31 calls in one", screen(`GET /api/trpc/${Array(31).fill("agents.list").join(",")}?batch=1&input=%7B%7D`), "400 invalid"],
  ["api", "a call of 5 MB and one byte", create(" ".repeat(MB5 + 1)), "413"],
  ["api", "a call of 2,000,000 values", create(`[${many(2_000_000, () => 0)}]`), "413"],
  ["api", "a call at depth 500,000", create(`{"json":{"name":${"[".repeat(10_000)}${"]".repeat(10_000)}}}`), "400 invalid"],
  ["api", "a call that is no JSON", create("{"), "400"],
  ["api", "a query that is no JSON", screen("GET /api/trpc/agents.list?input=%7B"), "400"],
  ["api", "a query in no UTF-8", screen("GET /api/trpc/%ff"), "400 invalid"],
  ["api", "types that reach into a prototype", create('{"json":{"name":"x"},"meta":{"values":{"__proto__.polluted":["Date"]}}}'), "400 invalid"],
  ["api", "a type that is a class of nobody", create('{"json":{"name":"x"},"meta":{"values":{"name":[["class","X"]]}}}'), "400 invalid"],
  ["api", "a number that is none", create('{"json":{"name":"x"},"meta":{"values":{"name":["bigint"]}}}'), "400 invalid"],
  ["api", "a pattern that never ends", create('{"json":{"name":"/(a+)+$/"},"meta":{"values":{"name":["regexp"]}}}'), "400 invalid"],
  ["api", "a call from another site", create('{"json":{"name":"x"}}', { headers: { origin: "https://evil.example" } }), "403"],
  ["api", "a call by a form", create('{"json":{"name":"x"}}', { headers: { "content-type": "text/plain" } }), "415"],
  ["api", "a change by GET", screen("GET /api/trpc/contacts.create?input=%7B%7D"), "405 invalid"],
  ["api", "a procedure named like a prototype", screen("GET /api/trpc/__proto__.constructor"), "404 invalid"],

  // HTTP itself
  ["api", "a length and chunks", bytes("POST /api/v1/contacts HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x"), "400"],
  ["page", "a length and chunks", bytes("POST /api/webhooks/messenger HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\nGET /x"), "400"],
  ["api", "two lengths", bytes("POST /api/v1/contacts HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde"), "400"],
  ["api", "a length that is none", bytes("POST /api/v1/contacts HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nabcde"), "400"],
  ["api", "a chunk that is none", bytes("POST /api/v1/contacts HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), "400"],
  ["page", "a chunk that is none", bytes("POST /api/webhooks/messenger HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), "400"],
  ["api", "a coding nobody knows", bytes("POST /api/v1/contacts HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n"), "400"],
  ["api", "a header of 100 KB", bytes(`GET /health HTTP/1.1\r\nHost: x\r\nX: ${"a".repeat(100_000)}\r\n\r\n`), "431"],
  ["api", "5,000 headers", bytes(`GET /health HTTP/1.1\r\nHost: x\r\n${"a: b\r\n".repeat(5_000)}\r\n`), "431"],
  ["api", "NUL in a header", bytes("GET /health HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n"), "400"],
  ["api", "lines that end in half", bytes("GET /health HTTP/1.1\nHost: x\n\n"), "400"],
  ["api", "no host", bytes("GET /health HTTP/1.1\r\nConnection: close\r\n\r\n"), "400"],
  ["api", "another's host", bytes("GET /api/v1/contacts HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"), "401 unauthenticated"],
  ["api", "another's address", bytes("GET http://evil.example/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), "400 invalid"],
  ["api", "an asterisk", bytes("OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), "400 invalid"],
  ["api", "a tunnel to the database", bytes("CONNECT 127.0.0.1:5432 HTTP/1.1\r\nHost: x\r\n\r\n"), "0"],
  ["api", "TLS where there is none", bytes(Buffer.from("16030100a5010000a1", "hex")), "400"],
];

// ------------------------------------------------------------------ how they are sent

let front: Awaited<ReturnType<typeof openFront>>;
let foreign: Foreign;
const logged: string[] = [];
const secrets = new Set<string>();

beforeAll(async () => {
  (globalThis as { parleyLog?: unknown }).parleyLog = makeLog("debug", { write: (line: string) => void logged.push(line) });
  front = await openFront();
  foreign = await openForeign();
});
afterAll(async () => {
  (globalThis as { parleyLog?: unknown }).parleyLog = undefined;
  await front.close();
  await foreign.close();
});

async function world(): Promise<World> {
  const made = await makeWorld(front, foreign);
  for (const secret of [
    made.api.key,
    made.appSecret,
    made.bot.secret,
    made.account.token,
    made.account.aesKey,
    made.widget.token,
    made.widget.identitySecret,
    made.cookie.split("=")[1] ?? "",
  ])
    secrets.add(secret);
  return made;
}

const NEIGHBOURS = ["good 1", "good 2"];
const IN_BODY = ["good 3", "good 4"];

const element = (w: World, text: string) => fromPerson(w, `"message":{"mid":"${text}","text":"${text}"}`);

describe.concurrent("hostile input", () => {
  test.each(LINES)("%s: %s, alone", async (_way, _name, input, answer, rows = {}) => {
    const w = await world();
    const sent = "element" in input ? await postPage(w, pageBody(w, [input.element(w)])) : await input(w);
    expect(summary(sent)).toBe(answer);
    const { events, ...found } = await rowsOf(w);
    const { events: expected = [], ...left } = rows;
    expect(found).toEqual({ texts: [], files: [], names: [], ...left });
    // Of several sent at once any may be the one that counts.
    expect(events.sort()).toEqual([...expected].sort());
  });

  test.each(LINES)("%s: %s, among good neighbours", async (way, _name, input, answer, rows = {}) => {
    const w = await world();
    const send =
      "element" in input ? postPage(w, pageBody(w, [element(w, IN_BODY[0] as string), input.element(w), element(w, IN_BODY[1] as string)])) : input(w);
    const [sent, ...good] = await Promise.all([send, ...NEIGHBOURS.map((text) => GOOD[way](w, text))]);
    expect(good.map(({ status }) => Math.floor(status / 100))).toEqual([2, 2]);
    expect(summary(sent)).toBe(answer);
    const found = await rowsOf(w);
    expect(found.texts.sort()).toEqual([...(rows.texts ?? []), ...NEIGHBOURS, ...("element" in input ? IN_BODY : [])].sort());
    expect({ files: found.files, names: found.names }).toEqual({ files: rows.files ?? [], names: rows.names ?? [] });
    expect(found.events.join()).not.toMatch(/dead|waiting/);
  });
});

describe("after all of it", () => {
  test("nobody came to the inner place", () => {
    expect(foreign.trapped()).toBe(0);
  });

  test("the log holds no secret, and nothing that was said", () => {
    const all = logged.join("");
    expect([...secrets].filter((secret) => secret && all.includes(secret))).toEqual([]);
    expect(all).not.toMatch(/hello|good 1|alert\(1\)|Bcc/);
  });

  test("nothing was a failure of ours", () => {
    expect(logged.filter((line) => /"level":(50|60)/.test(line))).toEqual([]);
  });

  test("nothing is polluted", () => {
    expect("polluted" in {} || "admin" in {}).toBe(false);
  });
});
