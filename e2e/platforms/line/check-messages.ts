import type { Fault } from "./answers";

// Messaging API reference, "Message objects", and openapi.
const MAX_MESSAGES = 5;
const MAX_TEXT = 5_000;
const MAX_URL = 2_000;
const MAX_ALT_TEXT = 1_500;
const MAX_QUICK_REPLIES = 13;
const MAX_LABEL = 20;
const MAX_DATA = 300;
const MAX_ACTION_URL = 1_000;
const MAX_SENDER_NAME = 20;

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
const str = (value: unknown) => (typeof value === "string" ? value : "");

/** Everything that is wrong with a list of messages; none where it may be sent. */
export function faultsOf(messages: unknown, isLocalAllowed: boolean): Fault[] {
  if (!Array.isArray(messages) || messages.length === 0) return [{ message: "May not be empty", property: "messages" }];
  if (messages.length > MAX_MESSAGES) return [{ message: `Size must be between 1 and ${MAX_MESSAGES}`, property: "messages" }];
  return messages.flatMap((message, index) => checkMessage(isObject(message) ? message : {}, `messages[${index}]`, isLocalAllowed));
}

function checkMessage(message: Fields, at: string, isLocalAllowed: boolean): Fault[] {
  const checks: Record<string, () => Fault[]> = {
    text: () => length(message.text, `${at}.text`, MAX_TEXT),
    image: () => [
      ...url(message.originalContentUrl, `${at}.originalContentUrl`, isLocalAllowed),
      ...url(message.previewImageUrl, `${at}.previewImageUrl`, isLocalAllowed),
    ],
    video: () => [
      ...url(message.originalContentUrl, `${at}.originalContentUrl`, isLocalAllowed),
      ...url(message.previewImageUrl, `${at}.previewImageUrl`, isLocalAllowed),
    ],
    audio: () => [...url(message.originalContentUrl, `${at}.originalContentUrl`, isLocalAllowed), ...positive(message.duration, `${at}.duration`)],
    flex: () => [...length(message.altText, `${at}.altText`, MAX_ALT_TEXT), ...checkFlex(message.contents, `${at}.contents`)],
  };
  const check = checks[str(message.type)];
  if (!check)
    return [
      {
        message: "Must be one of the following values: [text, textV2, sticker, image, video, audio, location, imagemap, template, flex]",
        property: `${at}.type`,
      },
    ];
  return [...check(), ...checkQuickReply(message.quickReply, `${at}.quickReply`), ...checkSender(message.sender, `${at}.sender`)];
}

function length(value: unknown, property: string, max: number): Fault[] {
  if (str(value) === "") return [{ message: "May not be empty", property }];
  return str(value).length > max ? [{ message: `Length must be between 0 and ${max}`, property }] : [];
}

function positive(value: unknown, property: string): Fault[] {
  return typeof value === "number" && value > 0 ? [] : [{ message: "Must be a positive number", property }];
}

function url(value: unknown, property: string, isLocalAllowed: boolean): Fault[] {
  const given = str(value);
  if (given === "") return [{ message: "May not be empty", property }];
  const isHttps = URL.canParse(given) && new URL(given).protocol === "https:";
  const isLocal = isLocalAllowed && URL.canParse(given) && ["localhost", "127.0.0.1"].includes(new URL(given).hostname);
  return (isHttps || isLocal) && given.length <= MAX_URL ? [] : [{ message: "Must be a valid HTTPS URL", property }];
}

function checkQuickReply(value: unknown, at: string): Fault[] {
  if (value === undefined) return [];
  const items = isObject(value) && Array.isArray(value.items) ? (value.items as unknown[]) : [];
  if (items.length === 0 || items.length > MAX_QUICK_REPLIES) return [{ message: `Size must be between 1 and ${MAX_QUICK_REPLIES}`, property: `${at}.items` }];
  return items.flatMap((item, index) => checkAction(isObject(item) ? item.action : undefined, `${at}.items[${index}].action`));
}

function checkAction(value: unknown, at: string): Fault[] {
  const action = isObject(value) ? value : {};
  const label = length(action.label, `${at}.label`, MAX_LABEL);
  if (action.type === "message") return [...label, ...length(action.text, `${at}.text`, MAX_DATA)];
  if (action.type === "postback") return [...label, ...length(action.data, `${at}.data`, MAX_DATA)];
  if (action.type === "uri") return [...label, ...length(action.uri, `${at}.uri`, MAX_ACTION_URL)];
  return [{ message: "Invalid action type", property: `${at}.type` }];
}

function checkFlex(value: unknown, at: string): Fault[] {
  if (!isObject(value) || value.type !== "bubble") return [{ message: "Must be a bubble or a carousel", property: at }];
  const body = isObject(value.body) ? value.body : {};
  const contents = Array.isArray(body.contents) ? (body.contents as unknown[]) : [];
  if (contents.length === 0) return [{ message: "May not be empty", property: `${at}.body.contents` }];
  return contents.flatMap((component, index) =>
    isObject(component) && component.type === "button" ? checkAction(component.action, `${at}.body.contents[${index}].action`) : [],
  );
}

function checkSender(value: unknown, at: string): Fault[] {
  if (!isObject(value)) return [];
  if (/line|official/i.test(str(value.name))) return [{ message: "The name contains a word that may not be used", property: `${at}.name` }];
  return str(value.name).length > MAX_SENDER_NAME ? [{ message: `Length must be between 0 and ${MAX_SENDER_NAME}`, property: `${at}.name` }] : [];
}
