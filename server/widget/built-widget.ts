import { readFile } from "node:fs/promises";
import path from "node:path";
import { AppError } from "@/lib/errors";

/** Where components/widget/build.mjs puts the loader, and in `widget/` the panel. */
const FOLDER = "public";

interface Manifest {
  app: string;
  style: string;
}

/** File names of the panel as built, with their hashes. Throws unavailable when nobody has built it yet. */
export async function builtWidget(): Promise<Manifest> {
  const text = await readBuilt("widget/manifest.json");
  if (!text)
    throw new AppError("unavailable", "the widget is not built", { reason: "not-built", publicMessage: "The chat is being installed. Try again shortly." });
  return JSON.parse(text.toString("utf8")) as Manifest;
}

/** A built file's bytes, or null. `name` is one of ours: callers pass fixed names or such as match the hashed pattern. */
export async function readBuilt(name: string): Promise<Buffer | null> {
  return readFile(path.resolve(FOLDER, name)).catch(() => null);
}
