import { createHmac, randomBytes } from "node:crypto";

/** What the platform knows. Plain data, so that it survives a restart of the simulator. */
export interface World {
  clockOffsetMs: number;
  accounts: Account[];
  people: Person[];
  messages: Message[];
  /** What Twilio's debugger shows: webhooks that went wrong. */
  alerts: { code: number; url: string }[];
}

export interface Account {
  sid: string;
  authToken: string;
  secondaryToken: string;
  keys: { sid: string; secret: string }[];
  status: "active" | "suspended" | "closed";
  name: string;
  numbers: PhoneNumber[];
  services: Service[];
}

export interface PhoneNumber {
  sid: string;
  number: string;
  name: string;
  takesTexts: boolean;
  smsUrl: string;
  smsFallbackUrl: string;
}

export interface Service {
  sid: string;
  name: string;
  inboundUrl: string;
  fallbackUrl: string;
  defersToNumber: boolean;
  numbers: string[];
  /** Who has written with which of its numbers: it stays that one. */
  sticky: Record<string, string>;
}

export interface Person {
  number: string;
  name: string;
  /** Senders (a number, or a service) that they said STOP to. */
  optedOut: string[];
}

export interface StoredMedia {
  sid: string;
  type: string;
  name: string;
}

export interface Message {
  sid: string;
  accountSid: string;
  direction: "inbound" | "outbound" | "platform";
  person: string;
  number: string;
  serviceSid: string | null;
  body: string;
  at: number;
  status: string;
  errorCode?: string;
  statusCallback?: string;
  /** What the person sent; of what we send, its links. */
  media: StoredMedia[];
  links: string[];
  isTaken?: boolean;
}

export const hex = (bytes = 16) => randomBytes(bytes).toString("hex");
export const now = (world: World): number => Date.now() + world.clockOffsetMs;

export const FIRST_NUMBER = "+15550783881";
const FIRST_PERSON = 16505551234;

/** Its secrets follow from `seed`, so that a channel of the demo outlives the simulator's memory. */
export function newAccount(number: string, name: string, seed = hex()): Account {
  const derived = (use: string) => createHmac("sha256", seed).update(`${number}:${use}`).digest("hex").slice(0, 32);
  return {
    sid: `AC${derived("sid")}`,
    authToken: derived("token"),
    secondaryToken: derived("secondary"),
    keys: [{ sid: `SK${derived("key")}`, secret: derived("key-secret") }],
    status: "active",
    name,
    numbers: [{ sid: `PN${derived("number")}`, number, name, takesTexts: true, smsUrl: "", smsFallbackUrl: "" }],
    services: [
      {
        sid: `MG${derived("service")}`,
        name: `${name} pool`,
        inboundUrl: "",
        fallbackUrl: "",
        defersToNumber: false,
        numbers: [`${number.slice(0, -1)}9`],
        sticky: {},
      },
    ],
  };
}

export const newPerson = (world: Pick<World, "people">, name: string): Person => ({ number: `+${FIRST_PERSON + world.people.length}`, name, optedOut: [] });

export function newWorld(seed: string): World {
  const world: World = { clockOffsetMs: 0, accounts: [newAccount(FIRST_NUMBER, "Nordwind Hotline", seed || undefined)], people: [], messages: [], alerts: [] };
  for (const name of ["Ines Vogel", "Tomasz Nowak"]) world.people.push(newPerson(world, name));
  return world;
}

/** What somebody opts out of: the whole pool, where the number is in one. */
export function senderOf(account: Account, number: string): string {
  return account.services.find(({ numbers }) => numbers.includes(number))?.sid ?? number;
}

// GSM 03.38: one character beyond it, and the whole text is carried as UCS-2.
const GSM = /^[\n\r !"#$%&'()*+,\-./0-9:;<=>?@A-Z_a-z¡£¤¥§¿ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùüΔΓΛΩΠΨΣΘΞΦ€[\]{}\\^~|]*$/u;

export function segmentsOf(body: string): number {
  const isGsm = GSM.test(body);
  const units = isGsm ? body.length + (body.match(/[€[\]{}\\^~|]/g)?.length ?? 0) : body.length;
  const [single, part] = isGsm ? [160, 153] : [70, 67];
  return units <= single ? 1 : Math.ceil(units / part);
}
