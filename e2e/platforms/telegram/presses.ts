import type { Answer } from "../shared/http";
import { badRequest, ok } from "./answers";
import type { Platform } from "./platform";

/** answerCallbackQuery: the pressed button stops turning. Once, and not for one that nobody pressed. */
export function answerPress(platform: Pick<Platform, "world" | "changed">, queryId: string): NonNullable<Answer> {
  const { world } = platform;
  if (!world.turning.includes(queryId)) return badRequest("query is too old and response timeout expired or query ID is invalid");
  world.turning = world.turning.filter((id) => id !== queryId);
  platform.changed();
  return ok(true);
}
