"use client";

import type { inferRouterOutputs } from "@trpc/server";
import { createContext, type ReactNode, useContext } from "react";
import type { AppRouter } from "@/server/trpc/router";

type Me = inferRouterOutputs<AppRouter>["session"]["me"];

/** Who sits at this desk, in which workspace, and what they may do there. */
export interface Desk extends Me {
  seat: NonNullable<Me["seat"]>;
}

type Permission = Me["permissions"][number];

const DeskContext = createContext<Desk | null>(null);

export function DeskProvider({ desk, children }: { desk: Desk; children: ReactNode }) {
  return <DeskContext value={desk}>{children}</DeskContext>;
}

/** The desk around this component. The server checks again; this only decides what is shown. */
export function useDesk(): Desk & { may(permission: Permission): boolean; path(rest: string): string } {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("useDesk outside a workspace");
  return { ...desk, may: (permission) => desk.permissions.includes(permission), path: (rest) => `/w/${desk.seat.slug}${rest}` };
}
