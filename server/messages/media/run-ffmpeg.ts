import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** What strangers send is decoded with a program of a million lines: it gets little time, little memory and nothing to reach for. */
const TIMEOUT_MS = 60_000;
const CPU_SECONDS = 45;
const MEMORY_BYTES = 2 * 1024 ** 3;
const OUTPUT_BYTES = 64 * 1024 ** 2;
const LIMITS = [`--cpu=${CPU_SECONDS}`, `--as=${MEMORY_BYTES}`, `--fsize=${OUTPUT_BYTES}`, "--core=0"];

/** ffmpeg is not on this machine: an administrator can install it, the file is not at fault. */
export class NoFfmpeg extends Error {
  override readonly name = "NoFfmpeg";
}

/**
 * How the bytes are read, by what they are: named, so that a playlist in a film's clothes is not followed to files and addresses.
 */
const FORMATS: Record<string, string> = {
  "audio/amr": "amr",
  "audio/ogg": "ogg",
  "audio/opus": "ogg",
  "video/ogg": "ogg",
  "audio/mpeg": "mp3",
  "audio/aac": "aac",
  "audio/flac": "flac",
  "audio/wav": "wav",
  "audio/x-wav": "wav",
  "audio/vnd.wave": "wav",
  "audio/x-m4a": "mov",
  "audio/mp4": "mov",
  "audio/3gpp": "mov",
  "audio/webm": "matroska",
  "video/webm": "matroska",
  "video/matroska": "matroska",
  "video/x-matroska": "matroska",
  "video/mp4": "mov",
  "video/quicktime": "mov",
  "video/3gpp": "mov",
  "video/x-msvideo": "avi",
  "video/vnd.avi": "avi",
};

/** Whether there is a reader for this type at all. */
export function canDecode(mimeType: string): boolean {
  return mimeType in FORMATS;
}

interface Task {
  bytes: Uint8Array;
  mimeType: string;
  /** What to make of it: options between input and output. */
  options: string[];
  /** The output's file ending, by which its container is chosen. */
  extension: string;
}

export interface Made {
  bytes: Uint8Array;
  durationMs: number | null;
}

let last: Promise<unknown> = Promise.resolve();

/** One at a time in this process: two decoders would take the machine from those who answer customers. Throws NoFfmpeg, or Error with ffmpeg's own words. */
export function runFfmpeg(task: Task): Promise<Made> {
  const turn = last.then(() => run(task));
  last = turn.catch(() => {});
  return turn;
}

async function run({ bytes, mimeType, options, extension }: Task): Promise<Made> {
  const format = FORMATS[mimeType];
  if (!format) throw new Error(`nothing here reads ${mimeType}`);
  const folder = await mkdtemp(path.join(tmpdir(), "parley-media-"));
  const [input, output] = [path.join(folder, "in"), path.join(folder, `out.${extension}`)];
  try {
    await writeFile(input, bytes);
    const reading = ["-nostdin", "-hide_banner", "-protocol_whitelist", "file", "-threads", "1", "-f", format, "-i", input];
    const said = await execute([...reading, ...options, "-map_metadata", "-1", "-threads", "1", "-y", output]);
    return { bytes: await readFile(output), durationMs: durationOf(said) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Under limits that the kernel holds, where the machine can set them (util-linux); the clock stands behind them everywhere. */
async function execute(args: string[]): Promise<string> {
  return start("prlimit", [...LIMITS, "nice", "-n", "10", "ffmpeg", ...args]).catch((error: unknown) => {
    if (error instanceof NoFfmpeg) return start("ffmpeg", args);
    throw error;
  });
}

function start(program: string, args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"], timeout: TIMEOUT_MS, killSignal: "SIGKILL" });
    child.stderr.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString("utf8")).slice(-8_192);
    });
    child.on("error", () => reject(new NoFfmpeg("ffmpeg is not installed")));
    child.on("close", (code, signal) => {
      if (code === 0) return resolve(said);
      // The shell's word for "no such program", which prlimit and nice pass on.
      if (code === 127) return reject(new NoFfmpeg("ffmpeg is not installed"));
      reject(new Error(`ffmpeg ended with ${signal ?? code}: ${said.trim().split("\n").at(-1)?.slice(0, 300) ?? ""}`));
    });
  });
}

/** How far it got, which is how long it is: a recording of a browser does not say so itself. */
function durationOf(said: string): number | null {
  const [, hours, minutes, seconds] = [...said.matchAll(/time=(\d+):(\d+):(\d+\.\d+)/g)].at(-1) ?? [];
  return seconds === undefined ? null : Math.round((Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000);
}
