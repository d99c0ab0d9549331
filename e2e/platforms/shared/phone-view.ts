/** What the phone page shows; every simulator answers /__phone/state with this. */
export interface PhoneView {
  people: { id: string; name: string }[];
  /** The businesses one can write to: Pages, bots. */
  accounts: { id: string; name: string; isConnected: boolean; hint?: string }[];
  person: string;
  account: string;
  isBlocked: boolean;
  isTyping: boolean;
  /** What this platform's customers cannot do. */
  lacks?: ("edit" | "react")[];
  messages: PhoneMessage[];
}

export interface PhoneMessage {
  id: string;
  from: "person" | "business";
  text: string;
  media: { url: string; type: string; name: string } | null;
  at: number;
  /** For what the person wrote: whether the business's webhook took it. */
  isTaken?: boolean;
  buttons?: { title: string; payload: string }[];
  reaction?: string | null;
  isEdited?: boolean;
}
