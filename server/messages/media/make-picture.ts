import sharp, { type Sharp } from "sharp";
import { runFfmpeg } from "./run-ffmpeg";

/** As sharp on a large screen as it is shown; a thread of fifty pictures stays under 5 MB. */
const PREVIEW_PX = 640;
/** Twelve times what a phone's camera makes at most would not fit into memory: a small file may unfold to it. */
const MAX_PIXELS = 60_000_000;
const SECONDS = 20;

sharp.concurrency(1);
sharp.cache(false);
// Of the readers in the library only those for pictures: a drawing may name files, and the rest is never wanted.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({ operation: ["Jpeg", "Png", "Webp", "Tiff", "Heif", "Nsgif"].map((format) => `VipsForeignLoad${format}Buffer`) });

const open = (bytes: Uint8Array) =>
  sharp(bytes, { limitInputPixels: MAX_PIXELS, sequentialRead: true, failOn: "error" }).timeout({ seconds: SECONDS }).autoOrient();

export interface Picture {
  bytes: Uint8Array;
  mimeType: "image/jpeg";
  width: number;
  height: number;
}

/** A small JPEG of a picture, upright. Throws for what is none, or unfolds to more than sixty million pixels. */
export async function makePreview(bytes: Uint8Array): Promise<Picture> {
  return toJpeg(open(bytes).resize(PREVIEW_PX, PREVIEW_PX, { fit: "inside", withoutEnlargement: true }), 78);
}

/** A still of a film's beginning, as a small JPEG. Throws NoFfmpeg, or Error for what cannot be read. */
export async function makePoster(film: { bytes: Uint8Array; mimeType: string }): Promise<Picture> {
  const still = await runFfmpeg({ ...film, options: ["-an", "-frames:v", "1", "-vf", `scale='min(${PREVIEW_PX},iw)':-2`, "-q:v", "4"], extension: "jpg" });
  return makePreview(still.bytes);
}

/** The whole picture as a JPEG of at most so many bytes: first plainer, then smaller. Throws when not even a small one fits. */
export async function makeJpeg(bytes: Uint8Array, maxBytes: number): Promise<Picture> {
  for (const [px, quality] of [
    [null, 88],
    [4_096, 82],
    [2_560, 80],
    [1_600, 76],
    [1_024, 70],
    [640, 60],
  ] as const) {
    const picture = open(bytes);
    const made = await toJpeg(px ? picture.resize(px, px, { fit: "inside", withoutEnlargement: true }) : picture, quality);
    if (made.bytes.length <= maxBytes) return made;
  }
  throw new Error(`no picture of ${maxBytes} bytes can be made of it`);
}

/** What is transparent becomes white, as on every phone's screen. */
async function toJpeg(picture: Sharp, quality: number): Promise<Picture> {
  const { data, info } = await picture.flatten({ background: "#ffffff" }).jpeg({ quality }).toBuffer({ resolveWithObject: true });
  return { bytes: data, mimeType: "image/jpeg", width: info.width, height: info.height };
}
