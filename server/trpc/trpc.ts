import { initTRPC } from "@trpc/server";
import superjson, { type SuperJSONResult } from "superjson";
import { AppError, bug } from "@/lib/errors";
import { withoutToString } from "@/lib/json-source";
import { assertMay, type Permission } from "@/server/access/roles";
import { seatActor } from "@/server/auth/seat-actor";
import { inTenant } from "@/server/db/in-tenant";
import type { Scope } from "@/server/db/scope";
import { noteInLog } from "@/server/log";
import type { Context } from "./context";
import { logFailure, publicError, toTrpcError } from "./trpc-error";

/** Every tenant procedure names the permission it needs; one that forgets fails on its first call. */
interface Meta {
  permission?: Permission;
}

/** superjson, whose stumbling over what a stranger made up (a type that is none, a path into a prototype) is bad input and no bug of ours. */
const transformer = {
  serialize: (value: unknown) => superjson.serialize(value),
  deserialize(given: SuperJSONResult): unknown {
    try {
      return superjson.deserialize(withoutToString(given) as SuperJSONResult);
    } catch (cause) {
      throw new AppError("invalid", "malformed superjson", { reason: "malformed-json", cause });
    }
  },
};

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    transformer,
    errorFormatter({ shape, error, ctx }) {
      const { code, httpStatus, path } = shape.data;
      return { ...shape, message: error.message, data: { code, httpStatus, path, error: publicError(error, ctx?.requestId ?? null) } };
    },
  });

const withOurErrors = t.middleware(async ({ ctx, path, next }) => {
  // Of a batch, the last: a name from our own router, whatever the path said.
  noteInLog({ procedure: path });
  const result = await next();
  if (result.ok) return result;
  logFailure(result.error, { requestId: ctx.requestId, path });
  throw toTrpcError(result.error);
});

export const router = t.router;

/** Anybody, signed in or not. */
export const publicProcedure = t.procedure.use(withOurErrors);

/** Somebody who is signed in, in no workspace yet. */
export const userProcedure = publicProcedure.use(async ({ ctx, next }) => {
  const session = await ctx.findSession();
  if (!session) throw new AppError("unauthenticated", "no session");
  return next({ ctx: { ...ctx, session } });
});

/**
 * An agent in the workspace that the request names. A workspace where this person has no seat looks like one that does not exist.
 * `ctx.inTenant` is the door as this agent; the permission in `.meta({ permission })` has been checked before the resolver runs.
 */
export const tenantProcedure = userProcedure.use(async ({ ctx, meta, path, next }) => {
  if (!meta?.permission) throw bug(`procedure ${path} names no permission`);
  const seats = await ctx.listSeats(ctx.session.user.id);
  const seat = seats.find((candidate) => candidate.slug === ctx.tenantSlug);
  if (seat) noteInLog({ tenantId: seat.tenantId });
  if (!seat) throw new AppError("not-found", "no seat in this tenant", { reason: "no-such-workspace", publicMessage: "There is no such workspace for you." });
  const actor = seatActor(seat, ctx.session.user.id);
  assertMay(actor, meta.permission);
  const door = <T>(fn: (scope: Scope) => Promise<T>) => inTenant(seat.tenantId, actor, fn);
  return next({ ctx: { ...ctx, seat, actor, tenantId: seat.tenantId, inTenant: door } });
});
