import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fillTemplate } from "@/lib/fill-template";
import type { MessageContent } from "@/lib/schemas/content";
import type { OutboundAttachment, OutboundMessage, Part, RenderContext, SendError } from "@/server/channels/contract";
import { configOf, sendOf } from "@/server/testing/channels/rig";
import { type ScriptedAnswer, scriptedTransport } from "@/server/testing/scripted-transport";
import { whatsapp } from "./adapter";
import type { WhatsappCredentials } from "./payload";
import { meaningOf } from "./send-errors";

const fixture = (name: string) => JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), "utf8"));

const credentials: WhatsappCredentials = { phoneNumberId: "106540352242922", wabaId: "102290129340398", accessToken: "<BUSINESS_TOKEN>", pin: "581063" };
const config = configOf(whatsapp, { credentials, apiUrl: "https://graph.facebook.com" });
const to = { scope: "whatsapp", value: "16505551234" };
const context: RenderContext = { to, thread: "US.13491208655302741918", hoursSinceInbound: 1, capabilities: whatsapp.capabilities };
const message: OutboundMessage = {
  id: "conv:8841;msg:120",
  text: "Yes, in blue and green.",
  html: null,
  attachments: [],
  replyToExternalId: null,
  payload: null,
  mail: null,
};
const photo: OutboundAttachment = { kind: "image", name: "blue.jpg", mimeType: "image/jpeg", sizeBytes: 1000, url: "https://files.example.com/blue.jpg" };
const reply = (title: string, value?: string) => ({ type: "reply" as const, title, value });

const render = (changes: Partial<OutboundMessage>, about: Partial<RenderContext> = {}) =>
  whatsapp.outbound.render({ ...message, ...changes }, { ...context, ...about });
const bodies = (changes: Partial<OutboundMessage>, about: Partial<RenderContext> = {}) => render(changes, about).map(({ body }) => body);
const send = async (changes: Partial<OutboundMessage>, ...answers: ScriptedAnswer[]) => {
  const { transport, requests } = scriptedTransport(...answers);
  const [part] = render(changes);
  if (!part) throw new Error("nothing to send");
  const outcome = await whatsapp.outbound
    .send(sendOf(config, { part, to, readAttachment: async () => new Uint8Array([1, 2, 3]) }), transport)
    .catch(({ kind, retryable, code }: SendError) => ({ kind, retryable, code }));
  return { requests, outcome };
};

describe("render", () => {
  it("sends a text as the published example, with our message id as its mark", () => {
    expect(bodies({})).toEqual([fixture("out-text").request.body]);
  });

  it.each([
    ["out-text-reply", { text: "Answering this one", replyToExternalId: "wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQdDEAA==" }, to.value],
    ["out-to-bsuid", { text: "Hello" }, "IL.88412001200340050"],
    ["out-buttons", { text: "Cancel the order?", payload: { buttons: [reply("Cancel", "cancel-button"), reply("Keep it", "keep-button")] } }, to.value],
  ])("makes %s", (name, changes, value) => {
    expect(bodies(changes, { to: { scope: "whatsapp", value } })).toMatchObject([fixture(name).request.body]);
  });

  it("makes a list of more than three buttons, and of values that were not given the titles", () => {
    const titles = ["One", "Two", "Three", "Four"];
    expect(bodies({ text: "Choose shipping", payload: { buttons: titles.map((title) => reply(title)) } })[0]).toMatchObject({
      type: "interactive",
      interactive: {
        type: "list",
        body: { text: "Choose shipping" },
        action: { button: expect.any(String), sections: [{ rows: titles.map((title) => ({ id: title, title })) }] },
      },
    });
  });

  it("makes a single link a button, and writes mixed ones out", () => {
    const link = { type: "link" as const, title: "Open", url: "https://shop.example/" };
    expect(bodies({ text: "See", payload: { buttons: [link] } })[0]).toMatchObject({
      interactive: { type: "cta_url", action: { name: "cta_url", parameters: { display_text: "Open", url: link.url } } },
    });
    const [mixed] = bodies({ text: "See", payload: { buttons: [link, reply("No")] } });
    expect(mixed).toMatchObject({ type: "text", text: { body: expect.stringMatching(/See\n\n1\. Open.*shop\.example[\s\S]*2\. No/) } });
  });

  it("keeps the words above buttons within their limit, and loses nothing", () => {
    const text = Array.from({ length: 60 }, (_, i) => `Sentence number ${i} is here for you.`).join(" ");
    const parts = bodies({ text, payload: { buttons: [reply("Yes")] } });
    const last = parts.at(-1) as { interactive: { body: { text: string } } };
    expect(last.interactive.body.text.length).toBeLessThanOrEqual(1024);
    const texts = parts.map((body) => (body.text as { body: string } | undefined)?.body ?? last.interactive.body.text);
    expect(texts.join(" ")).toBe(text);
  });

  it("puts a short text under a single file, and before several", () => {
    expect(bodies({ text: "Blue", attachments: [photo] })).toMatchObject([{ type: "image", image: { caption: "Blue" } }]);
    const file = { ...photo, kind: "file" as const, name: "invoice.pdf", mimeType: "application/pdf" };
    const voice = { ...photo, kind: "voice" as const, name: "note.ogg", mimeType: "audio/ogg" };
    expect(bodies({ text: "Here", attachments: [file, voice] })).toMatchObject([
      { type: "text" },
      { type: "document", document: { filename: "invoice.pdf" } },
      { type: "audio", audio: { voice: true } },
    ]);
  });

  it("refuses a group, which is only read along", () => {
    const group = { scope: "whatsapp", value: "group:Y2Fw" };
    expect(whatsapp.outbound.refusal?.(group)).toMatch(/only be read/);
    expect(whatsapp.outbound.refusal?.(to)).toBeNull();
    expect(() => render({}, { to: group })).toThrow(expect.objectContaining({ retryable: false }));
  });
});

describe("templates", () => {
  const choice: NonNullable<MessageContent["template"]> = {
    id: "0199a000-0000-7000-8000-000000000001",
    name: "order_update",
    language: "en_US",
    values: { order_no: "4417", "button.0.payload": "TRACK_4417" },
    definition: {
      header: { kind: "image" },
      body: "Your order {{order_no}} has left.",
      footer: "Nordwind",
      buttons: [{ kind: "reply", title: "Track" }],
      examples: {},
    },
  };
  const make = (template: typeof choice, attachments = [photo]) => render({ text: null, payload: { template }, attachments });

  it("makes the published example", async () => {
    const { request, response } = fixture("out-template");
    const { requests } = await send(
      { text: null, payload: { template: choice }, attachments: [photo] },
      { body: { id: "1003383421387300" } },
      { body: response.body },
    );
    expect(JSON.parse(String(requests[1]?.body))).toMatchObject(request.body);
  });

  it("sends what the preview shows: the blanks of the payload are the preview's", () => {
    const positional = {
      ...choice,
      definition: { ...choice.definition, header: { kind: "text", text: "Order {{1}}" }, body: "{{1}}, it is {{2}}." },
    } as typeof choice;
    const template = { ...positional, values: { "header.1": "4417", "1": "Ines", "2": "blue" } };
    const [part] = make(template, []) as [Part];
    const { components } = (part.body as { template: { components: { type: string; parameters: { text: string }[] }[] } }).template;
    const fill = (type: string, text: string) =>
      (components.find((component) => component.type === type)?.parameters ?? []).reduce((t, { text: value }, i) => t.replaceAll(`{{${i + 1}}}`, value), text);
    const preview = fillTemplate(template.definition as NonNullable<typeof template.definition>, template.values);
    expect(fill("body", "{{1}}, it is {{2}}.")).toBe(preview.body);
    expect({ kind: "text", text: fill("header", "Order {{1}}") }).toEqual(preview.header);
    expect(components.flatMap(({ parameters }) => parameters).some((parameter) => "parameter_name" in parameter)).toBe(false);
  });

  it.each([
    ["an empty blank", { ...choice, values: {} }, [photo]],
    ["no file for its header", choice, []],
    ["another kind of file", choice, [{ ...photo, kind: "file" as const }]],
    ["a template nobody knows", { ...choice, definition: undefined }, [photo]],
  ])("refuses %s before the network", (_name, template, attachments) => {
    expect(() => make(template, attachments)).toThrow(expect.objectContaining({ kind: "content" }));
  });

  it("sends a template without blanks without components", () => {
    const bare = { ...choice, values: {}, definition: { ...choice.definition, header: null, body: "Hello", buttons: [] } } as typeof choice;
    expect(make(bare, [])[0]?.body.template).toEqual({ name: "order_update", language: { code: "en_US" } });
  });

  it("reads the account's templates with their examples", async () => {
    const wire = {
      id: 1689556908129832,
      name: "order_update",
      language: "en_US",
      category: "UTILITY",
      status: "REJECTED",
      rejected_reason: "INVALID_FORMAT",
      components: [
        { type: "HEADER", format: "TEXT", text: "Order {{1}}", example: { header_text: ["4417"] } },
        { type: "BODY", text: "Dear {{name}}", example: { body_text_named_params: [{ param_name: "name", example: "Ines" }] } },
        { type: "FOOTER", text: "Nordwind" },
        { type: "BUTTONS", buttons: [{ type: "URL", text: "Track", url: "https://shop.example/t/{{1}}", example: ["https://shop.example/t/4417"] }] },
      ],
    };
    const { transport, requests } = scriptedTransport(
      { body: { data: [wire, { name: "broken" }], paging: { cursors: { after: "MTA" }, next: "https://evil.example/" } } },
      { body: { data: [] } },
    );
    expect(await whatsapp.templates?.list(config, transport)).toEqual([
      {
        externalId: "1689556908129832",
        name: "order_update",
        language: "en_US",
        category: "utility",
        status: "rejected",
        reason: "INVALID_FORMAT",
        header: { kind: "text", text: "Order {{1}}" },
        body: "Dear {{name}}",
        footer: "Nordwind",
        buttons: [{ kind: "link", title: "Track", url: "https://shop.example/t/{{1}}" }],
        examples: { "header.1": "4417", name: "Ines", "button.0.1": "4417" },
      },
    ]);
    expect(requests[1]?.url).toMatch(/^https:\/\/graph\.facebook\.com\/.*after=MTA/);
  });
});

describe("send", () => {
  it("makes the published call and gives back WhatsApp's id", async () => {
    const { request, response } = fixture("out-text");
    const { requests, outcome } = await send({}, { body: response.body });
    expect(outcome).toEqual({ externalIds: [response.body.messages[0].id] });
    expect(requests).toMatchObject([{ ...request, body: JSON.stringify(request.body) }]);
  });

  it("uploads a file first and names it by its id", async () => {
    const { request, response } = fixture("out-image-id");
    const { requests, outcome } = await send({ text: "Blue", attachments: [photo] }, { body: { id: "1003383421387300" } }, { body: response.body });
    expect(outcome).toEqual({ externalIds: [response.body.messages[0].id] });
    const form = requests[0]?.body as FormData;
    expect([form.get("messaging_product"), form.get("type"), (form.get("file") as File).name]).toEqual(["whatsapp", "image/jpeg", "blue.jpg"]);
    const body = JSON.parse(String(requests[1]?.body));
    expect(body).toMatchObject(request.body);
    expect(body).not.toHaveProperty("file");
  });

  it("may repeat an upload that nobody answered, since nothing has been sent", async () => {
    expect((await send({ attachments: [photo] }, "silence")).outcome).toMatchObject({ kind: "unreachable", retryable: true });
  });

  it.each([
    ["reauth", [0, 190, 3, 10, 200, 250, 299], "auth", false],
    ["retry", [1, 2, 131000, 131016, 131057, 133004], "unreachable", true],
    ["throttle", [4, 80007, 130429, 131048, 131056], "throttled", true],
    ["window", [131047], "window", false],
    ["person", [131050, 131049, 130472, 131021, 131026, 131062, 130497], "blocked", false],
    ["message", [33, 100, 131008, 131009, 131051, 131053, 132000, 132001, 132005, 132007, 132012, 132015, 132016, 135000], "content", false],
    ["account", [368, 131031, 131042, 131045, 133010, 131037, 133016], "auth", false],
  ])("knows every code of the class %s", async (_name, codes, kind, retryable) => {
    for (const code of codes) {
      const answer = { status: 400, body: { error: { message: `(#${code}) Unwort`, code } } };
      expect((await send({}, answer)).outcome).toEqual({ kind, retryable, code: String(code) });
      expect(meaningOf(code)?.message).toMatch(/^[A-Z].*\.$/);
    }
  });

  it.each([
    ["a time-out: it may have arrived", "silence" as const, { kind: "unknown", retryable: false }],
    ["no connection: nothing was sent", "away" as const, { kind: "unreachable", retryable: true }],
    ["a gateway's time-out", { status: 504, body: "<html>" }, { kind: "unknown", retryable: false }],
    ["a 200 without an id", { status: 200, body: {} }, { kind: "unknown", retryable: false }],
    ["an unheard-of code", { status: 400, body: { error: { code: 77777, message: "no" } } }, { kind: "content", retryable: false }],
    ["an unheard-of failure of theirs", { status: 500, body: { error: { code: 77777 } } }, { kind: "unreachable", retryable: true }],
  ])("understands %s", async (_name, answer, expected) => {
    expect((await send({}, answer)).outcome).toMatchObject(expected);
  });
});
