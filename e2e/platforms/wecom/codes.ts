import type { Platform } from "./platform";
import { type Code, now, random, type Session } from "./world";

const LASTING_SECONDS: Record<Code["scene"], number> = { welcome: 20, "taken-over": 48 * 3600, "good-bye": 20 };

/** What may be said by it; the greeting and the good-bye also a menu. */
export const TYPES_BY_CODE: Record<Code["scene"], string[]> = { welcome: ["text", "msgmenu"], "taken-over": ["text"], "good-bye": ["text", "msgmenu"] };

export function newCode({ world, changed }: Platform, scene: Code["scene"], { openKfId, personId }: Session): string {
  const code = random("CODE_", 15);
  world.codes[code] = { scene, openKfId, personId, until: now(world) + LASTING_SECONDS[scene] * 1000 };
  changed();
  return code;
}

/** Each is good once, and for its time. Null: not, or not any more. */
export function spendCode({ world }: Platform, value: string): Code | null {
  const code = world.codes[value];
  delete world.codes[value];
  return code && code.until > now(world) ? code : null;
}
