import type { ReplyWindow } from "@/server/channels/contract";
import { sanitiseText } from "./sanitise";

const MAX_SCENE = 60;
const MAX_HANDLE = 2_000;
/** No platform allows answers for longer. */
const MAX_SECONDS = 400 * 86_400;
const MAX_SENDS = 1_000_000;

/** A window fit to store: whole numbers that are not negative, text that the database takes. Nothing where its time is no number. */
export function tidyWindow({ scene, seconds, sends, handle }: ReplyWindow): ReplyWindow | undefined {
  if (!Number.isFinite(seconds)) return undefined;
  return {
    scene: sanitiseText(String(scene)).slice(0, MAX_SCENE),
    seconds: clamp(seconds, MAX_SECONDS),
    sends: typeof sends === "number" && Number.isFinite(sends) ? Math.floor(clamp(sends, MAX_SENDS)) : null,
    // One that was cut would be another one: no handle is better.
    ...(typeof handle === "string" && handle.length <= MAX_HANDLE && { handle: sanitiseText(handle) }),
  };
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}
