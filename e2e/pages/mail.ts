import { randomUUID } from "node:crypto";
import { createChannel, restOf, type Workspace } from "./workspace";

/** The customers' mail program: real mailboxes on the real servers beside the product. */
export const mailUrl = (): string => process.env.EMAIL_SIMULATOR_URL ?? "";

/** A mail as somebody has it in their mailbox. */
export interface KeptMail {
  id: string;
  isMine: boolean;
  from: string;
  to: string[];
  cc: string[];
  subject: string;
  text: string;
  messageId: string;
  references: string[];
  replyTo: string;
  attachments: { name: string; cid: string | null }[];
}

export interface WrittenMail {
  to: string[];
  cc?: string[];
  subject: string;
  text: string;
  html?: string;
  attachments?: { name: string; type: string; base64: string; cid?: string }[];
  inReplyTo?: string;
  references?: string[];
}

async function ask<T>(method: string, path: string, body?: object): Promise<T> {
  const answer = await fetch(`${mailUrl()}${path}`, { method, headers: { "content-type": "application/json" }, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** Somebody with a mailbox of their own that nobody has written to yet. */
export async function mailPerson(name: string, local: string) {
  const { address } = await ask<{ address: string }>("POST", "/__mail/people", { name, address: `${local}.${randomUUID().slice(0, 6)}@post.test` });
  const box = async () => (await ask<{ mails: KeptMail[] }>("GET", `/__mail/state?person=${encodeURIComponent(address)}`)).mails;
  return {
    name,
    address,
    /** As mail programs write it: with the name. */
    named: `${name} <${address}>`,
    write: async (mail: WrittenMail) => (await ask<{ messageId: string }>("POST", "/__mail/messages", { person: address, ...mail })).messageId,
    /** Bytes as they are: what no program of ours would write. */
    writeRaw: (to: string, raw: Buffer) => ask("POST", "/__mail/raw", { person: address, to: [to], raw: raw.toString("base64"), isBase64: true }),
    received: async () => (await box()).filter((mail) => !mail.isMine),
    sent: async () => (await box()).filter((mail) => mail.isMine),
    /** Mail for them comes back from now on. */
    leave: () => ask("DELETE", "/__mail/people", { address }),
  };
}

export type MailPerson = Awaited<ReturnType<typeof mailPerson>>;

/** A mailbox of the business, connected to the workspace. */
export async function connectMailbox(workspace: Workspace, name: string): Promise<{ channelId: string; address: string; named: string }> {
  const { address, credentials } = await ask<{ address: string; credentials: object }>("POST", "/__mail/businesses", {
    name,
    // Short: a local part has 64 characters, and the reply token takes 45 of them.
    address: `desk.${randomUUID().slice(0, 6)}@harbour.test`,
  });
  const { id } = await createChannel(workspace, { kind: "email", name, credentials });
  return { channelId: id, address, named: `${name} <${address}>` };
}

/** Subjects of the workspace's conversations. */
export async function subjectsOf(workspace: Workspace): Promise<(string | null)[]> {
  const { data } = await restOf(workspace)<{ data: { subject: string | null }[] }>("/conversations?limit=100");
  return data.map(({ subject }) => subject);
}
