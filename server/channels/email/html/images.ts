import type { InboundAttachment } from "@/server/channels/contract";
import { fieldOf } from "../mime/headers";
import type { MailFile } from "../reading/read-files";

/** The pictures that a mail brings for its own HTML: which were shown, and under which name. */
export class InlineImages {
  private readonly shown = new Map<number, string>();

  constructor(private readonly files: readonly MailFile[]) {}

  /** The `data-cid` for an address in the HTML, by Content-ID, Content-Location or (Outlook's image001.png@…) file name; null where no picture has it. */
  resolve(address: string): string | null {
    const cid = decoded(address).replace(/^<|>$/g, "");
    const name = cid.split("@", 1)[0] ?? "";
    const tests: ((file: MailFile) => boolean)[] = [
      ({ part, cid: own }) => same(own ?? part.contentId, cid),
      ({ part }) => same(fieldOf(part.fields, "content-location"), cid),
      (file) => /\.\w{3,4}$/.test(name) && same(this.nameOf(file), name),
    ];
    for (const test of tests) {
      const at = this.files.findIndex((file) => isPicture(file) && test(file));
      if (at === -1) continue;
      const own = this.shown.get(at) ?? this.files[at]?.cid ?? this.files[at]?.part.contentId ?? cid;
      this.shown.set(at, own);
      return own;
    }
    return null;
  }

  /** The attachment, marked when the HTML shows it. */
  describe(attachment: InboundAttachment, at: number): InboundAttachment {
    const cid = this.shown.get(at);
    return cid === undefined ? attachment : { ...attachment, data: { ...attachment.data, cid, isInline: true } };
  }

  private nameOf({ part }: MailFile): string | undefined {
    return part.disposition.params.filename ?? part.params.name;
  }
}

/** Nothing but a picture is drawn in place, whatever the HTML asks for. */
function isPicture({ part, attachment }: MailFile): boolean {
  const name = attachment?.name ?? part.disposition.params.filename ?? part.params.name ?? "";
  const type = attachment?.mimeType ?? part.type;
  return /^image\/(?!svg)/.test(type) || (type === "application/octet-stream" && /\.(png|jpe?g|gif|webp|bmp)$/i.test(name));
}

function same(a: string | null | undefined, b: string): boolean {
  return b !== "" && a?.toLowerCase() === b.toLowerCase();
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
