import { contentKey } from "@/server/channels/shared/content-key";

export interface DataImage {
  /** Made of the picture's bytes, so that it is found again in the same mail. */
  cid: string;
  mimeType: string;
  bytes: Buffer;
}

const DATA_IMAGE = /(?<=["'])\s*data:image\/(png|jpe?g|gif|webp|bmp);base64,([A-Za-z0-9+/=\s]{40,})(?=["'])/gi;
const MAX_IMAGES = 50;

/** Some programs write pictures into the HTML itself. They become pictures of the mail like any other: the HTML names them by `cid:`. */
export function takeDataImages(html: string): { html: string; images: DataImage[] } {
  const images = new Map<string, DataImage>();
  const rest = html.replace(DATA_IMAGE, (all, type: string, data: string) => {
    const bytes = Buffer.from(data, "base64");
    const cid = `data-${contentKey(bytes)}`;
    if (images.size >= MAX_IMAGES && !images.has(cid)) return all;
    images.set(cid, { cid, mimeType: `image/${type.toLowerCase().replace("jpg", "jpeg")}`, bytes });
    return `cid:${cid}`;
  });
  return { html: rest, images: [...images.values()] };
}
