"use client";

import { useEffect } from "react";
import { useTRPCClient } from "@/components/trpc/context";

/** Tells the server which workspace is open, for the next sign-in. Losing it costs a click, so failures are silence. */
export function RememberWorkspace() {
  const client = useTRPCClient();
  useEffect(() => {
    client.session.remember.mutate().catch(() => {});
  }, [client]);
  return null;
}
