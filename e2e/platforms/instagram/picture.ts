import { crc32, deflateSync } from "node:zlib";

const WIDTH = 180;
const HEIGHT = 320;
const TOP = [255, 213, 85];
const BOTTOM = [193, 53, 132];
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** What stories, posts and reels show here: one colour going over into another, as a PNG. */
export const PICTURE = drawPicture();

function drawPicture(): Buffer {
  const rows = Buffer.concat(
    Array.from({ length: HEIGHT }, (_, y) => Buffer.concat([Buffer.from([0]), Buffer.alloc(WIDTH * 3, Buffer.from(colourAt(y / HEIGHT)))])),
  );
  const head = Buffer.alloc(13);
  head.writeUInt32BE(WIDTH, 0);
  head.writeUInt32BE(HEIGHT, 4);
  head.set([8, 2, 0, 0, 0], 8); // eight bits a channel, RGB
  return Buffer.concat([SIGNATURE, chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

function colourAt(part: number): number[] {
  return TOP.map((from, channel) => Math.round(from + ((BOTTOM[channel] ?? 0) - from) * part));
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), data]);
  const around = [Buffer.alloc(4), Buffer.alloc(4)] as const;
  around[0].writeUInt32BE(data.length);
  around[1].writeUInt32BE(crc32(named));
  return Buffer.concat([around[0], named, around[1]]);
}
