type Fields = Record<string, unknown>;

const MAX_TEXT = 2048;
const MAX_MENU_TEXT = 1024;
const MAX_BUTTON = 128;
const MAX_BUTTONS = 10;
const OUR_ID = /^[0-9a-zA-Z_-]{1,32}$/;
const FILES = ["image", "voice", "video", "file"];

const asFields = (value: unknown): Fields => (typeof value === "object" && value !== null ? (value as Fields) : {});
const isText = (value: unknown, max: number): value is string => typeof value === "string" && value !== "" && Buffer.byteLength(value) <= max;
const isShort = (value: unknown, max: number): boolean => value === undefined || (typeof value === "string" && Buffer.byteLength(value) <= max);

/** The code of what WeCom has against a message, null when nothing. `hasMedia` knows the files that were uploaded. */
export function checkMessage(body: Fields, hasMedia: (mediaId: string, kind: string) => boolean): string | null {
  if (body.msgid !== undefined && !(typeof body.msgid === "string" && OUR_ID.test(body.msgid))) return "40058";
  const type = String(body.msgtype ?? "");
  const content = asFields(body[type]);
  if (FILES.includes(type)) return typeof content.media_id === "string" && hasMedia(content.media_id, type) ? null : "40007";
  if (type === "text") return checkText(content.content);
  if (type === "msgmenu") return checkMenu(content);
  if (type === "link") return checkLink(content, hasMedia);
  if (type === "location") return Number.isFinite(content.latitude) && Number.isFinite(content.longitude) ? null : "40058";
  return "40008";
}

function checkText(value: unknown): string | null {
  if (typeof value !== "string" || value === "") return "44004";
  return Buffer.byteLength(value) > MAX_TEXT ? "45002" : null;
}

function checkMenu({ head_content: head, list, tail_content: tail }: Fields): string | null {
  if (!isShort(head, MAX_MENU_TEXT) || !isShort(tail, MAX_MENU_TEXT)) return "45002";
  if (!Array.isArray(list) || list.length === 0 || list.length > MAX_BUTTONS) return "95006";
  return (list as Fields[]).every(isEntry) ? null : "95006";
}

function isEntry({ type, ...entry }: Fields): boolean {
  const { id, content, url, no_newline } = asFields(entry[String(type)]);
  if (type === "click") return isShort(id, MAX_BUTTON) && isText(content, MAX_BUTTON);
  if (type === "view") return isText(url, 2048) && isText(content, 1024);
  return type === "text" && isText(content, 256) && [undefined, 0, 1].includes(no_newline as number | undefined);
}

function checkLink({ title, desc, url, thumb_media_id: thumb }: Fields, hasMedia: (mediaId: string, kind: string) => boolean): string | null {
  if (!isText(title, 128) || !isShort(desc, 512) || !isText(url, 2048)) return "40058";
  return hasMedia(String(thumb ?? ""), "image") ? null : "40007";
}
