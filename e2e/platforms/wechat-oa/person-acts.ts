import { type XmlFields, xmlOf } from "../shared/wechat-seal";
import type { Platform } from "./platform";
import { type Account, type Message, newMsgId, now, openIdOf, type Person, random, seconds, type Thread, threadOf } from "./world";

/** What a person writes: any of these. */
export interface Written {
  text?: string;
  /** A picture, a recording or a film, by its type. */
  photo?: { name: string; type: string; base64: string };
  location?: boolean;
  link?: { title: string; description: string; url: string };
  /** A type that nobody has heard of. */
  oddity?: string;
  /** Taps on one of the account's buttons. */
  tapped?: { id: string; title: string };
}

const PLACE = "上海市黄浦区人民大道185号";

export interface Act {
  account: Account;
  person: Person;
  thread: Thread;
  openId: string;
}

/** How many answers an act allows, and for how many seconds. Another act of its kind begins anew. */
const ALLOWED: Record<string, [left: number, seconds: number]> = {
  message: [5, 48 * 3600],
  menu: [3, 60],
  follow: [3, 60],
  scan: [3, 60],
};

export function actOf({ world }: Platform, account: Account, person: Person): Act {
  return { account, person, thread: threadOf(world, account.appId, person.id), openId: openIdOf(person.id, account.appId) };
}

function allow(platform: Platform, { thread }: Act, scene: keyof typeof ALLOWED): void {
  const [left, lasting] = ALLOWED[scene] ?? [0, 0];
  const at = now(platform.world);
  thread.windows[scene] = { left, until: at + lasting * 1000 };
  thread.lastActAt = at;
}

/** A person writes; resolves when the account's server has taken it or all attempts have failed. */
export async function write(platform: Platform, act: Act, written: Written): Promise<Message> {
  const at = now(platform.world);
  const message: Message = {
    id: newMsgId(platform.world),
    from: "person",
    at,
    text: written.tapped?.title ?? written.text ?? (written.location ? PLACE : (written.link?.title ?? "")),
    media: null,
  };
  const fields = contentOf(platform, message, written);
  act.thread.messages.push(message);
  allow(platform, act, written.tapped ? "menu" : "message");
  platform.changed();
  message.isTaken = await tell(platform, act, [
    ...fields,
    ["MsgId", message.id],
    ...(written.tapped ? ([["bizmsgmenuid", written.tapped.id]] as XmlFields) : []),
  ]);
  platform.changed();
  return message;
}

function contentOf(platform: Platform, message: Message, written: Written): XmlFields {
  if (written.photo) return fileOf(platform, message, written.photo);
  if (written.location) {
    const place: XmlFields = [
      ["Location_X", 31.230416],
      ["Location_Y", 121.473701],
      ["Scale", 16],
      ["Label", PLACE],
    ];
    return [["MsgType", "location"], ...place];
  }
  if (written.link)
    return [
      ["MsgType", "link"],
      ["Title", written.link.title],
      ["Description", written.link.description],
      ["Url", written.link.url],
    ];
  if (written.oddity)
    return [
      ["MsgType", written.oddity],
      ["Title", "卡片"],
    ];
  return [
    ["MsgType", "text"],
    ["Content", message.text],
  ];
}

function fileOf(platform: Platform, message: Message, { name, type, base64 }: NonNullable<Written["photo"]>): XmlFields {
  const kind = type.startsWith("video/") ? "video" : type.startsWith("audio/") ? "voice" : "image";
  const mediaId = platform.media.put({ bytes: Buffer.from(base64, "base64"), type, name, kind, at: message.at });
  message.media = { url: platform.media.linkTo(mediaId), type: kind, name };
  if (kind === "image")
    return [
      ["MsgType", "image"],
      ["PicUrl", message.media.url],
      ["MediaId", mediaId],
    ];
  if (kind === "voice")
    return [
      ["MsgType", "voice"],
      ["MediaId", mediaId],
      ["Format", type.includes("speex") ? "speex" : "amr"],
      ["Recognition", ""],
    ];
  return [
    ["MsgType", "video"],
    ["MediaId", mediaId],
    ["ThumbMediaId", random("", 12)],
  ];
}

/** Sends what the person did, in the account's XML. */
function tell(platform: Platform, { account, openId }: Act, fields: XmlFields): Promise<boolean> {
  const head: XmlFields = [
    ["ToUserName", account.userName],
    ["FromUserName", openId],
    ["CreateTime", seconds(now(platform.world))],
  ];
  // MsgId stands bare, as a number would; it has more digits than one holds.
  const xml = xmlOf([...head, ...fields]).replace(/<MsgId><!\[CDATA\[(\d+)\]\]><\/MsgId>/, "<MsgId>$1</MsgId>");
  return platform.delivery.toAccount(account, xml, openId);
}

function tellEvent(platform: Platform, act: Act, [event, ...fields]: [event: string, ...fields: XmlFields]): Promise<boolean> {
  return tell(platform, act, [["MsgType", "event"], ["Event", event], ...fields]);
}

/** Follows the account, perhaps by a code that says where; or scans one as a follower. */
export async function scan(platform: Platform, act: Act, scene: string): Promise<boolean> {
  const ticket: XmlFields = scene ? [["Ticket", "gQH47joAAAAAAAAAASxodHRw"]] : [];
  if (act.thread.isFollowing) {
    allow(platform, act, "scan");
    platform.changed();
    return tellEvent(platform, act, ["SCAN", ["EventKey", scene], ...ticket]);
  }
  act.thread.isFollowing = true;
  allow(platform, act, "follow");
  platform.changed();
  return tellEvent(platform, act, ["subscribe", ["EventKey", scene && `qrscene_${scene}`], ...ticket]);
}

export async function unfollow(platform: Platform, act: Act): Promise<boolean> {
  if (!act.thread.isFollowing) return false;
  act.thread.isFollowing = false;
  act.thread.windows = {};
  platform.changed();
  return tellEvent(platform, act, ["unsubscribe", ["EventKey", ""]]);
}

/** Taps an entry of the account's own menu; opening a link allows no answers. */
export async function tapMenu(
  platform: Platform,
  act: Act,
  { key, kind = "CLICK", result = "" }: { key: string; kind?: string; result?: string },
): Promise<boolean> {
  if (kind !== "VIEW") allow(platform, act, "menu");
  platform.changed();
  const code: XmlFields = kind.startsWith("scancode")
    ? [
        [
          "ScanCodeInfo",
          [
            ["ScanType", "qrcode"],
            ["ScanResult", result],
          ],
        ],
      ]
    : [];
  return tellEvent(platform, act, [kind, ["EventKey", key], ...code]);
}

/** The answers of a window are counted one by one; null when one is free, else the code of the refusal. */
export function spendAnswer(platform: Platform, thread: Thread): string | null {
  const at = now(platform.world);
  const open = Object.values(thread.windows).filter((window) => window.until > at);
  if (open.length === 0) return "45015";
  const [next] = open.filter(({ left }) => left > 0).sort((a, b) => a.until - b.until);
  if (!next) return "45047";
  next.left -= 1;
  return null;
}
