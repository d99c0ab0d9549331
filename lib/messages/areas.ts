/** The catalogues: one file an area and language, and the area is the namespace that `useTranslations` takes. */
export const MESSAGE_AREAS = [
  "common",
  "landing",
  "shell",
  "inbox",
  "conversation",
  "email",
  "contact",
  "auth",
  "settings",
  "people",
  "channels",
  "mailbox",
  "writing",
  "templates",
] as const;
