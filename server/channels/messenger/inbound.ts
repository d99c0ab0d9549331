import { metaInbound } from "@/server/channels/shared/meta-inbound";

/** A Page's events. `changes` are its feed's (posts, comments, mentions): another kind's matter. */
export const inbound = metaInbound({
  object: "page",
  platform: "Facebook",
  leaveChange: ({ field }) => ({ reason: `the field ${field} is not about messages`, key: null }),
});
