import { metaInbound } from "@/server/channels/shared/meta-inbound";
import { commentSchema } from "./payload";

const COMMENTS = ["comments", "live_comments"];

/** Comments and mentions under posts are another kind's matter; they are kept under their own key until there is one. */
export const inbound = metaInbound({
  object: "instagram",
  platform: "Instagram",
  leaveChange({ field, value }) {
    if (!COMMENTS.includes(field)) return { reason: `the field ${field} is not about messages`, key: null };
    const { id, comment_id } = commentSchema.safeParse(value).data ?? {};
    const comment = id ?? comment_id;
    return { reason: "a comment under a post, not a message", key: comment ? `comment:${comment}` : null };
  },
});
