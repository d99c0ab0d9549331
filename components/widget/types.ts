/** What /api/widget answers. */
export interface Settings {
  name: string;
  color: string;
  textColor: string;
  greeting: string | Partial<Record<"en" | "zh-CN", string>> | null;
  locale: "en" | "zh-CN" | null;
}

export interface Realtime {
  key: string;
  host: string;
  port: number;
  tls: boolean;
  authEndpoint: string;
  topic: string;
}

export interface Session {
  token: string;
  sessionId: string;
  settings: Settings;
  conversation: { hasConversation: boolean; status: string | null; unread: number };
  realtime: Realtime;
}

export interface Attachment {
  id: string;
  kind: string;
  name: string | null;
  mimeType: string | null;
  sizeBytes: number | null;
  url: string | null;
  width?: number | null;
  height?: number | null;
}

export type Button = { type: "reply"; title: string } | { type: "link"; title: string; url: string };

/** A button of a message, by its place. */
export interface Press {
  messageId: string;
  index: number;
}

export interface Message {
  id: string;
  clientId: string | null;
  kind: "inbound" | "outbound";
  authorName: string | null;
  isBot: boolean;
  text: string | null;
  isMarkdown: boolean;
  buttons: Button[];
  attachments: Attachment[];
  at: string;
  status: "sending" | "failed" | "sent" | "delivered" | "read";
  isEdited: boolean;
  isDeleted: boolean;
}

export interface MessagePage {
  messages: Message[];
  cursor: number;
  isReset: boolean;
  hasConversation: boolean;
  status: string | null;
}

/** A file of the visitor's, uploaded before its message is sent. */
export interface UploadedFile {
  uploadId: string;
  name: string;
  mimeType: string;
  sizeBytes: number;
  /** The picture as it lies in this browser. */
  previewUrl?: string;
}

/** The visitor's own message until the server has given it back. */
export interface Draft {
  clientId: string;
  text: string;
  files: UploadedFile[];
  /** It is the press of a button. */
  press?: Press;
  at: string;
  state: "waiting" | "failed" | "accepted";
}
