import * as z from "zod";
import { SYSTEM } from "@/server/access/actor";
import { findAdapter } from "@/server/channels/registry";
import { connectWithToken } from "@/server/connections/connect-with-token";
import { createChannel } from "@/server/connections/create-channel";
import { inTenant } from "@/server/db/in-tenant";
import type { Scope } from "@/server/db/scope";
import { accessTenant } from "./find-tenant";
import { UsageError } from "./usage-error";

interface CreateChannelOptions {
  kind: string;
  name: string;
  credentials: string;
  verify?: boolean;
}

/** `channel create`: stores the credentials as given; the platform is asked only with --verify. */
export async function createChannelCommand(slug: string, { kind, name, credentials, verify }: CreateChannelOptions) {
  if (!findAdapter(kind)) throw new UsageError(`--kind ${kind} is none of the channel kinds`);
  const { tenantId } = await accessTenant(slug);
  const given = parseCredentials(credentials);
  const door = { actor: SYSTEM, inTenant: <T>(fn: (scope: Scope) => Promise<T>) => inTenant(tenantId, SYSTEM, fn) };
  if (verify) return connectWithToken(door, { kind, name, credentials: given });
  return door.inTenant((scope) => createChannel(scope, { kind, name, credentials: given }));
}

function parseCredentials(text: string): object {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    throw new UsageError("--credentials is not a JSON object");
  }
}
