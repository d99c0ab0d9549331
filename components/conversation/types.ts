import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/trpc/router";

/** A conversation with what the composer needs to know of its channel. */
export type Conversation = inferRouterOutputs<AppRouter>["conversations"]["get"];
export type Capabilities = NonNullable<Conversation["replyChannel"]["capabilities"]>;
