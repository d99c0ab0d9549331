import { SendError, type SendResult } from "@/server/channels/contract";
import { sendAnswerSchema } from "./meta-payload";

/** The id in the Send API's answer. Throws SendError "unknown" where it says none: the message is out all the same. */
export function sentIds(answer: unknown, platform: string): SendResult {
  const sent = sendAnswerSchema.safeParse(answer);
  if (!sent.success) throw new SendError("unknown", `${platform} did not say which message it sent.`, { retryable: false });
  return { externalIds: [sent.data.message_id] };
}
