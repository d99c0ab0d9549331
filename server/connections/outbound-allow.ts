import { env, platformEnv } from "@/lib/env";
import { listAdapters } from "@/server/channels/registry";

/**
 * Whether this exact host and port may be reached although it is loopback or private: it stands in OUTBOUND_ALLOW, or a
 * <PLATFORM>_API_URL names it. The host is compared as written, so an allowed name does not open its address's other names.
 */
export function isOutboundAllowed(hostname: string, port: number): boolean {
  const wanted = `${hostname.toLowerCase()}:${port}`;
  const listed = env()
    .OUTBOUND_ALLOW.split(",")
    .map((entry) => entry.trim().toLowerCase());
  return listed.includes(wanted) || platformsOf().some((platform) => authority(platformEnv(platform, "API_URL")) === wanted);
}

/** Every kind, and the further platforms that some are spoken through. */
function platformsOf(): string[] {
  return listAdapters().flatMap(({ kind, platforms }) => [kind, ...Object.keys(platforms ?? {})]);
}

function authority(url: string | undefined): string | null {
  if (!url || !URL.canParse(url)) return null;
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
}
