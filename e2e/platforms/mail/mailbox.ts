import { ImapFlow } from "imapflow";
import { createTransport } from "nodemailer";
import PostalMime, { type Address } from "postal-mime";
import type { MailAccount, MailServers } from "./servers";

/** A mail as the page shows it. */
export interface MailView {
  id: string;
  isMine: boolean;
  from: string;
  to: string[];
  cc: string[];
  subject: string;
  at: string;
  text: string;
  html: string | null;
  messageId: string;
  references: string[];
  replyTo: string;
  attachments: { name: string; mimeType: string; sizeBytes: number; cid: string | null }[];
}

interface Read {
  view: MailView;
  files: { name: string; mimeType: string; bytes: Buffer }[];
}

export interface NewMail {
  to: string[];
  cc?: string[];
  subject: string;
  text: string;
  html?: string;
  attachments?: { name: string; type: string; base64: string; cid?: string }[];
  inReplyTo?: string;
  references?: string[];
}

/** One person's mailbox, as their mail program has it: read over IMAP, written over SMTP, sent mails kept in Sent. */
export class Mailbox {
  private readonly known = new Map<string, Read>();

  constructor(
    readonly person: { name: string } & MailAccount,
    private readonly servers: MailServers,
  ) {}

  /** Everything in it, the oldest first. */
  async list(): Promise<MailView[]> {
    const client = await this.open();
    try {
      for (const path of ["INBOX", "Sent"]) await this.read(client, path);
    } finally {
      client.close();
    }
    return [...this.known.values()].map(({ view }) => view).sort((a, b) => a.at.localeCompare(b.at));
  }

  file(id: string, index: number): Read["files"][number] | undefined {
    return this.known.get(id)?.files[index];
  }

  async send(mail: NewMail): Promise<{ messageId: string }> {
    const { name, address } = this.person;
    const message = {
      ...mail,
      from: { name, address },
      attachments: mail.attachments?.map(({ name: filename, type, base64, cid }) => ({
        filename,
        contentType: type,
        cid,
        content: base64,
        encoding: "base64",
      })),
    };
    const composed = await createTransport({ streamTransport: true, buffer: true }).sendMail(message);
    const raw = composed.message as Buffer;
    await this.sendRaw(raw, { from: address, to: [...mail.to, ...(mail.cc ?? [])] });
    const client = await this.open();
    await client.append("Sent", raw, ["\\Seen"]);
    client.close();
    return { messageId: composed.messageId };
  }

  /** Bytes as they are: mails that no program of ours would write. */
  async sendRaw(raw: Buffer, envelope: { from: string; to: string[] }): Promise<void> {
    const { address: user, password: pass } = this.person;
    const transport = createTransport({ host: "127.0.0.1", port: this.servers.ports.smtp, ignoreTLS: true, auth: { user, pass } });
    await transport.sendMail({ raw, envelope });
    transport.close();
  }

  private async open(): Promise<ImapFlow> {
    const { address: user, password: pass } = this.person;
    const client = new ImapFlow({ host: "127.0.0.1", port: this.servers.ports.imap, secure: false, auth: { user, pass }, logger: false });
    client.on("error", () => {});
    await client.connect();
    return client;
  }

  private async read(client: ImapFlow, path: string): Promise<void> {
    const box = await client.mailboxOpen(path);
    if (box.exists === 0) return;
    const unread: number[] = [];
    for await (const { uid } of client.fetch("1:*", { uid: true })) if (!this.known.has(`${path}-${uid}`)) unread.push(uid);
    for (const uid of unread) {
      const mail = await client.fetchOne(String(uid), { source: true, internalDate: true }, { uid: true });
      if (mail !== false && mail?.source)
        this.known.set(`${path}-${uid}`, await readMail(mail.source, { id: `${path}-${uid}`, at: new Date(mail.internalDate ?? 0) }));
    }
  }
}

async function readMail(source: Uint8Array, { id, at }: { id: string; at: Date }): Promise<Read> {
  const mail = await PostalMime.parse(source);
  const files = mail.attachments.map(({ filename, mimeType, content }) => ({ name: filename ?? "file", mimeType, bytes: bytesOf(content) }));
  const view: MailView = {
    id,
    isMine: id.startsWith("Sent-"),
    from: words(mail.from ? [mail.from] : [])[0] ?? "",
    to: words(mail.to),
    cc: words(mail.cc),
    subject: mail.subject ?? "",
    at: at.toISOString(),
    text: mail.text ?? "",
    html: mail.html ?? null,
    messageId: mail.messageId ?? "",
    references: mail.references?.match(/<[^<>\s]+>/g) ?? [],
    replyTo: addresses(mail.replyTo)[0] ?? addresses(mail.from ? [mail.from] : [])[0] ?? "",
    attachments: mail.attachments.map(({ filename, mimeType, contentId }, index) => ({
      name: filename ?? "file",
      mimeType,
      sizeBytes: files[index]?.bytes.length ?? 0,
      cid: contentId?.replace(/^<|>$/g, "") ?? null,
    })),
  };
  return { view, files };
}

const bytesOf = (content: string | ArrayBuffer | Uint8Array): Buffer =>
  typeof content === "string" ? Buffer.from(content) : content instanceof Uint8Array ? Buffer.from(content) : Buffer.from(new Uint8Array(content));

const words = (given: Address[] = []): string[] => given.map(({ name, address }) => (name ? `${name} <${address ?? ""}>` : (address ?? "")));
const addresses = (given: Address[] = []): string[] => given.flatMap(({ address }) => (address ? [address] : []));
