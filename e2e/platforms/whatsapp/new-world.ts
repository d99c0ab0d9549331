import type { Account, Num, Person, Template, World } from "./world";

const template = (id: string, fields: Omit<Template, "id" | "rejected_reason" | "status"> & Partial<Template>): Template => ({
  id,
  status: "APPROVED",
  rejected_reason: "NONE",
  ...fields,
});

const body = (text: string, names: Record<string, string>) => ({
  type: "BODY" as const,
  text,
  example: { body_text_named_params: Object.entries(names).map(([param_name, example]) => ({ param_name, example })) },
});

/** What a shop sends: an order with a link, a picture offer, a reminder in two languages, and some that cannot be sent. */
function templatesOf(prefix: string): Template[] {
  return [
    template(`${prefix}01`, {
      name: "order_update",
      language: "en_US",
      category: "UTILITY",
      components: [
        { type: "HEADER", format: "TEXT", text: "Order {{1}}", example: { header_text: ["4417"] } },
        body("Hello {{name}}, your order is on its way. It should arrive on {{day}}.", { name: "Ines", day: "Tuesday" }),
        { type: "FOOTER", text: "Nordwind Outdoor" },
        {
          type: "BUTTONS",
          buttons: [
            { type: "QUICK_REPLY", text: "Where is it?" },
            { type: "URL", text: "Track", url: "https://shop.example/track/{{1}}", example: ["https://shop.example/track/4417"] },
          ],
        },
      ],
    }),
    template(`${prefix}02`, {
      name: "spring_offer",
      language: "en_US",
      category: "MARKETING",
      components: [
        { type: "HEADER", format: "IMAGE" },
        body("Spring is here, {{name}}! {{percent}} off all tents until Sunday.", { name: "Ines", percent: "20%" }),
        {
          type: "BUTTONS",
          buttons: [
            { type: "QUICK_REPLY", text: "Show me" },
            { type: "QUICK_REPLY", text: "Stop offers" },
          ],
        },
      ],
    }),
    template(`${prefix}03`, {
      name: "reminder",
      language: "en_US",
      category: "UTILITY",
      components: [{ type: "BODY", text: "We still have a question about your request {{1}}. May we go on here?", example: { body_text: [["4417"]] } }],
    }),
    template(`${prefix}04`, {
      name: "reminder",
      language: "zh_CN",
      category: "UTILITY",
      components: [{ type: "BODY", text: "关于您的请求 {{1}}，我们还有一个问题。可以在这里继续吗？", example: { body_text: [["4417"]] } }],
    }),
    template(`${prefix}05`, {
      name: "sign_in_code",
      language: "en_US",
      category: "AUTHENTICATION",
      components: [{ type: "BODY", text: "{{1}} is your code.", example: { body_text: [["271828"]] } }],
    }),
    template(`${prefix}06`, {
      name: "summer_offer",
      language: "en_US",
      category: "MARKETING",
      status: "REJECTED",
      rejected_reason: "INVALID_FORMAT",
      components: [{ type: "BODY", text: "{{1}} {{2}}" }],
    }),
    template(`${prefix}07`, {
      name: "old_offer",
      language: "en_US",
      category: "MARKETING",
      status: "PAUSED",
      components: [{ type: "BODY", text: "Again: 10% off." }],
    }),
  ];
}

/** Two accounts, four numbers: ready, with a PIN of its own, never verified, and one that is in the phone app too. */
export function newWorld(): World {
  const account = (id: string, name: string): Account => ({ id, name, isSubscribed: false, tokenVersion: 1, templates: templatesOf(`16895${id.slice(-6)}`) });
  const number = (id: string, accountId: string, facts: Pick<Num, "digits" | "name"> & Partial<Num>): Num => ({
    id,
    accountId,
    isVerified: true,
    isRegistered: false,
    pin: null,
    isOnApp: false,
    quality: "GREEN",
    ...facts,
  });
  const person = (id: string, name: string, facts: Pick<Person, "phone"> & Partial<Person>): Person => ({
    id,
    name,
    numberVersion: 1,
    blocked: [],
    optedOut: [],
    ...facts,
  });
  return {
    clockOffsetMs: 0,
    accounts: [account("231904417800101", "Nordwind"), account("231904417800102", "Hiking Club")],
    numbers: [
      number("231904417801001", "231904417800101", { digits: "4685550101", name: "Nordwind Outdoor" }),
      number("231904417801002", "231904417800101", { digits: "4685550102", name: "Nordwind Kids", isOnApp: true, isRegistered: true }),
      number("231904417801003", "231904417800101", { digits: "4685550103", name: "Nordwind Lab", isVerified: false }),
      number("231904417801004", "231904417800102", { digits: "4685550104", name: "Hiking Club", pin: "112233" }),
    ],
    people: [
      person("1001", "Ines Vogel", { phone: "4915112345678" }),
      person("1002", "Lior Katz", { phone: "972541234567", username: "@lior.k" }),
      // Dialled with a ninth digit, known without it.
      person("1003", "Rafael Souza", { phone: "551187654321" }),
      person("1004", "Sheena Nelson", { phone: "16505551234" }),
    ],
    threads: {},
    tokens: {},
  };
}
