import { useSyncExternalStore } from "react";

const subscribe = () => () => {};

/** Whether keys are drawn the Apple way. False on the server. */
export function useIsMac(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => /Mac|iPhone|iPad/.test(navigator.platform),
    () => false,
  );
}
