type Fields = Record<string, unknown>;

const MAX_TEXT_BYTES = 2048;
const TYPES = ["text", "image", "voice", "video", "news", "msgmenu"];

const asFields = (value: unknown): Fields => (typeof value === "object" && value !== null ? (value as Fields) : {});
const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

/** The code of what WeChat has against a message, null when nothing. `hasMedia` knows the files that were uploaded. */
export function checkMessage(body: Fields, hasMedia: (mediaId: string, kind: string) => boolean): string | null {
  const type = String(body.msgtype ?? "");
  if (!TYPES.includes(type)) return "40008";
  const content = asFields(body[type]);
  switch (type) {
    case "text":
      return checkText(content.content);
    case "news":
      return checkNews(content.articles);
    case "msgmenu":
      return checkMenu(content);
    default:
      return isText(content.media_id) && hasMedia(content.media_id, type) ? null : "40007";
  }
}

function checkText(value: unknown): string | null {
  if (!isText(value)) return "44004";
  return Buffer.byteLength(value) > MAX_TEXT_BYTES ? "45002" : null;
}

function checkNews(articles: unknown): string | null {
  if (!Array.isArray(articles)) return "45162";
  return articles.length === 1 ? null : "45008";
}

function checkMenu({ head_content: head, list }: Fields): string | null {
  if (!Array.isArray(list) || list.length === 0) return "47001";
  const isWhole = (list as Fields[]).every(({ id, content }) => isText(id) && isText(content));
  return isWhole ? checkText(head) : "47001";
}
