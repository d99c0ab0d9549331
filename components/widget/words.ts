const en = {
  subtitle: "We usually reply in a few minutes",
  greeting: "Hi! How can we help?",
  close: "Close chat",
  write: "Write a message",
  send: "Send",
  attach: "Attach a file",
  remove: (name: string) => `Remove ${name}`,
  conversation: "Conversation",
  you: "You",
  team: "Support",
  sending: "Sending",
  sent: "Sent",
  seen: "Seen",
  notSent: "Not sent.",
  tryAgain: "Try again",
  tooLong: "The message is too long.",
  fileTooLarge: (name: string) => `${name} is larger than 20 MB.`,
  fileRefused: (name: string) => `${name} could not be attached.`,
  uploading: (name: string) => `Uploading ${name}`,
  reconnecting: "Reconnecting…",
  typing: "is typing",
  deleted: "Message deleted",
  edited: "edited",
  unavailable: "This chat is not available.",
  starting: "Starting the chat",
  newMessages: "New messages",
  today: "Today",
};

export type Words = typeof en;

const zh: Words = {
  subtitle: "我们通常会在几分钟内回复",
  greeting: "您好，请问有什么可以帮您？",
  close: "关闭聊天",
  write: "输入消息",
  send: "发送",
  attach: "添加文件",
  remove: (name) => `移除 ${name}`,
  conversation: "对话",
  you: "您",
  team: "客服",
  sending: "正在发送",
  sent: "已发送",
  seen: "已读",
  notSent: "未发送。",
  tryAgain: "重试",
  tooLong: "消息过长。",
  fileTooLarge: (name) => `${name} 超过 20 MB。`,
  fileRefused: (name) => `无法添加 ${name}。`,
  uploading: (name) => `正在上传 ${name}`,
  reconnecting: "正在重新连接…",
  typing: "正在输入",
  deleted: "消息已删除",
  edited: "已编辑",
  unavailable: "暂时无法使用在线聊天。",
  starting: "正在打开聊天",
  newMessages: "有新消息",
  today: "今天",
};

export type PanelLocale = "en" | "zh-CN";

export const WORDS: Record<PanelLocale, Words> = { en, "zh-CN": zh };

/** The first of the given languages that we speak; English otherwise. */
export function pickLocale(...wanted: (string | null | undefined)[]): PanelLocale {
  for (const tag of wanted) {
    if (tag && /^zh\b/i.test(tag)) return "zh-CN";
    if (tag && /^en\b/i.test(tag)) return "en";
  }
  return "en";
}
