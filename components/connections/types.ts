import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/trpc/router";

type Outputs = inferRouterOutputs<AppRouter>["channels"];

export type ChannelView = Outputs["list"][number];
export type ChannelKind = Outputs["kinds"][number];
export type Way = ChannelKind["ways"][number];
export type Words = ChannelKind["about"];
export type Setup = Outputs["setup"];
export type CheckRow = Outputs["viewCheck"][number];
export type Account = Outputs["attempt"]["accounts"][number];
