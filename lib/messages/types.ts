import type { Locale } from "@/lib/locales";
import type auth from "./en/auth.json";
import type channels from "./en/channels.json";
import type common from "./en/common.json";
import type contact from "./en/contact.json";
import type conversation from "./en/conversation.json";
import type email from "./en/email.json";
import type inbox from "./en/inbox.json";
import type landing from "./en/landing.json";
import type mailbox from "./en/mailbox.json";
import type people from "./en/people.json";
import type settings from "./en/settings.json";
import type shell from "./en/shell.json";
import type templates from "./en/templates.json";
import type writing from "./en/writing.json";

interface Messages {
  auth: typeof auth;
  channels: typeof channels;
  common: typeof common;
  contact: typeof contact;
  conversation: typeof conversation;
  email: typeof email;
  inbox: typeof inbox;
  landing: typeof landing;
  mailbox: typeof mailbox;
  people: typeof people;
  settings: typeof settings;
  shell: typeof shell;
  templates: typeof templates;
  writing: typeof writing;
}

/** Makes a key that no catalogue has a type error. */
declare module "next-intl" {
  interface AppConfig {
    Messages: Messages;
    Locale: Locale;
  }
}
