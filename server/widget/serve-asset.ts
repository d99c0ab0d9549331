import { AppError } from "@/lib/errors";
import { readBuilt } from "./built-widget";

const TYPES: Record<string, string> = { js: "text/javascript; charset=utf-8", css: "text/css; charset=utf-8" };
const HASHED = /^\/widget\/(app-[A-Z0-9]{8}\.(js|css))$/;

/**
 * The loader, which changes with a release and is asked again after five minutes, and the panel's files, whose names hold
 * their hash and which never change. Throws not-found for anything else.
 */
export async function serveAsset(pathname: string): Promise<Response> {
  if (pathname === "/widget.js") return file("widget.js", "js", "public, max-age=300, stale-while-revalidate=86400");
  const [, name, extension] = HASHED.exec(pathname) ?? [];
  if (!name || !extension) throw missing();
  return file(`widget/${name}`, extension, "public, max-age=31536000, immutable");
}

async function file(name: string, extension: string, caching: string): Promise<Response> {
  const bytes = await readBuilt(name);
  if (!bytes) throw missing();
  const headers = {
    "content-type": TYPES[extension] ?? "application/octet-stream",
    "cache-control": caching,
    // Pages with COEP may only load what says that others may load it.
    "cross-origin-resource-policy": "cross-origin",
    "x-content-type-options": "nosniff",
  };
  return new Response(new Uint8Array(bytes), { headers });
}

function missing(): AppError {
  return new AppError("not-found", "no such widget file", { reason: "no-such-file" });
}
