/** Where a key works. "anywhere" and "list" work outside text fields only, "composer" only inside it. */
export type KeyScope = "anywhere" | "list" | "conversation" | "composer";

export interface KeyBinding {
  id: string;
  scope: KeyScope;
  /** "j", "?", "Enter", "Shift+Enter", "Mod+Enter" (Cmd or Ctrl), "g i" (one after the other). More than one may do the same. */
  keys: string[];
  /** Key of the `shell` catalogue. */
  label: string;
}

/** Every key of the product. Handlers, hints in menus and the map on `?` read this; a key that is not here does not exist. */
export const KEYS = [
  { id: "map", scope: "anywhere", keys: ["?"], label: "keyMap" },
  { id: "go-inbox", scope: "anywhere", keys: ["g i"], label: "keyGoInbox" },
  { id: "go-contacts", scope: "anywhere", keys: ["g c"], label: "keyGoContacts" },
  { id: "go-settings", scope: "anywhere", keys: ["g s"], label: "keyGoSettings" },
  { id: "toggle-contact", scope: "anywhere", keys: ["]"], label: "keyToggleContact" },
  { id: "next-pane", scope: "anywhere", keys: ["F6"], label: "keyNextPane" },
  { id: "next", scope: "list", keys: ["j", "Alt+ArrowDown"], label: "keyNext" },
  { id: "previous", scope: "list", keys: ["k", "Alt+ArrowUp"], label: "keyPrevious" },
  { id: "reply", scope: "conversation", keys: ["r"], label: "keyReply" },
  { id: "note", scope: "conversation", keys: ["n"], label: "keyNote" },
  { id: "assign", scope: "conversation", keys: ["a"], label: "keyAssign" },
  { id: "assign-me", scope: "conversation", keys: ["i"], label: "keyAssignMe" },
  { id: "tag", scope: "conversation", keys: ["l"], label: "keyTag" },
  { id: "snooze", scope: "conversation", keys: ["z"], label: "keySnooze" },
  { id: "resolve", scope: "conversation", keys: ["e"], label: "keyResolve" },
  { id: "copy-link", scope: "conversation", keys: ["y"], label: "keyCopyLink" },
  { id: "leave", scope: "conversation", keys: ["Escape"], label: "keyLeave" },
  { id: "send", scope: "composer", keys: ["Enter"], label: "keySend" },
  { id: "send-always", scope: "composer", keys: ["Mod+Enter"], label: "keySendAlways" },
  { id: "new-line", scope: "composer", keys: ["Shift+Enter"], label: "keyNewLine" },
  { id: "bold", scope: "composer", keys: ["Mod+b"], label: "keyBold" },
  { id: "italic", scope: "composer", keys: ["Mod+i"], label: "keyItalic" },
  { id: "link", scope: "composer", keys: ["Mod+k"], label: "keyLink" },
  { id: "leave-composer", scope: "composer", keys: ["Escape"], label: "keyLeaveComposer" },
] as const satisfies readonly KeyBinding[];

export type KeyId = (typeof KEYS)[number]["id"];

/** What a handler needs to know of a keyboard event; a plain object in tests. */
export interface KeyStroke {
  key: string;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  isComposing: boolean;
  keyCode: number;
}

/** While an input method composes, keys are its own: Enter picks a candidate and must not send. Safari says 229 instead of isComposing. */
export function isComposing(stroke: Pick<KeyStroke, "isComposing" | "keyCode">): boolean {
  return stroke.isComposing || stroke.keyCode === 229;
}

/** The stroke in the registry's writing, or null for a lone modifier and for what belongs to the input method. */
export function strokeOf(stroke: KeyStroke): string | null {
  if (isComposing(stroke) || ["Shift", "Control", "Alt", "Meta", "Dead"].includes(stroke.key)) return null;
  // "?" is Shift+/ on most keyboards: for signs and letters Shift is in the character already.
  const isCharacter = [...stroke.key].length === 1;
  const modifiers = [stroke.ctrlKey || stroke.metaKey ? "Mod" : "", stroke.altKey ? "Alt" : "", stroke.shiftKey && !isCharacter ? "Shift" : ""];
  return [...modifiers.filter(Boolean), stroke.key].join("+");
}

const SEQUENCE_STARTS: ReadonlySet<string> = new Set(KEYS.flatMap(({ keys }) => keys.flatMap((key) => (key.includes(" ") ? [key.split(" ")[0] ?? ""] : []))));

/** What a stroke means after the one before it (null when that was too long ago); `start` waits for its second half. */
export function findKey(stroke: string, before: string | null, scopes: readonly KeyScope[]): { id: KeyId } | { start: string } | null {
  const wanted = before && SEQUENCE_STARTS.has(before) ? `${before} ${stroke}` : stroke;
  const hit = KEYS.find(({ scope, keys }) => scopes.includes(scope) && (keys as readonly string[]).includes(wanted));
  if (hit) return { id: hit.id };
  return scopes.includes("anywhere") && SEQUENCE_STARTS.has(stroke) ? { start: stroke } : null;
}

/** How a key is drawn: on a Mac its signs, elsewhere words. */
export function drawKey(key: string, isMac: boolean): string {
  const mac: Record<string, string> = { Mod: "⌘", Alt: "⌥", Shift: "⇧", Enter: "↵", Escape: "Esc", ArrowUp: "↑", ArrowDown: "↓" };
  const other: Record<string, string> = { Mod: "Ctrl", Enter: "↵", Escape: "Esc", ArrowUp: "↑", ArrowDown: "↓" };
  const names = isMac ? mac : other;
  return key
    .split("+")
    .map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(isMac ? "" : "+");
}

/** The first key of a binding, drawn, for tooltips and menus. */
export function hintFor(id: KeyId, isMac: boolean): string {
  const binding = KEYS.find((candidate) => candidate.id === id);
  return drawKey(binding?.keys[0] ?? "", isMac);
}
