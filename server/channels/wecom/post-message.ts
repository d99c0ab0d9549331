import { SendError, type SendRequest, type SendResult, type Transport } from "@/server/channels/contract";
import { contentKey } from "@/server/channels/shared/content-key";
import { callAsCorp } from "./call-as-corp";
import { sentSchema, stateSchema, type WecomCredentials } from "./payload";
import { DEAD_CODES, WRONG_STATE, whyNotOurs } from "./send-errors";
import { harmless, readAnswer, type WecomConfig } from "./wecom-api";

type Request = SendRequest<WecomCredentials>;
type Body = Record<string, unknown>;

/** What a code may be spent on; a file never. */
const TAKEN_BY_CODE: Record<string, string[]> = { welcome: ["text", "msgmenu"], "good-bye": ["text", "msgmenu"], "taken-over": ["text"] };

/**
 * Sends by the code of the window that closes first, where it has one; a code that is dead, or cannot carry this, is left alone for the
 * ordinary way. The id is ours: a repetition is known by it, and a failure that WeCom tells of later names it.
 */
export async function postMessage(request: Request, body: Body, transport: Transport): Promise<SendResult> {
  const { window, config, idempotencyKey } = request;
  const message = { msgid: contentKey(idempotencyKey), ...body };
  if (!window?.handle) return sendMessage(config, message, transport);
  if (TAKEN_BY_CODE[window.scene]?.includes(String(body.msgtype))) {
    const byCode = await sendByCode(config, { ...message, code: window.handle }, transport);
    if (byCode) return byCode;
  }
  return { ...(await sendMessage(config, message, transport)), isWindowSpent: true };
}

/** Null: the code is dead, nothing was sent. Who it goes to is in the code. */
async function sendByCode(config: WecomConfig, { touser: _inTheCode, ...body }: Body, transport: Transport): Promise<SendResult | null> {
  try {
    return idOf(await callAsCorp(config, { path: "/cgi-bin/kf/send_msg_on_event", body }, transport));
  } catch (error) {
    if (error instanceof SendError && DEAD_CODES.includes(error.code ?? "")) return null;
    throw error;
  }
}

async function sendMessage(config: WecomConfig, message: Body, transport: Transport): Promise<SendResult> {
  try {
    const body = { open_kfid: config.accountId, ...message };
    return idOf(await callAsCorp(config, { path: "/cgi-bin/kf/send_msg", body }, transport));
  } catch (error) {
    if (error instanceof SendError && error.code === WRONG_STATE) throw await explain(error, { config, customer: String(message.touser) }, transport);
    throw error;
  }
}

function idOf(answer: Awaited<ReturnType<typeof callAsCorp>>): SendResult {
  const { data } = sentSchema.safeParse(safely(() => answer.json()));
  // It was taken all the same: the id in it would be the one that we gave.
  if (!data) throw new SendError("unknown", "WeCom's answer could not be read.", { retryable: true });
  return { externalIds: [data.msgid] };
}

function safely<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** The refusal says only that the session is in no state for the API; in which, and so what helps, has to be asked. */
async function explain(error: SendError, { config, customer }: { config: WecomConfig; customer: string }, transport: Transport): Promise<SendError> {
  const body = { open_kfid: config.accountId, external_userid: customer };
  try {
    const answer = await callAsCorp(config, { path: "/cgi-bin/kf/service_state/get", body }, transport).catch(harmless);
    const { service_state: state, servicer_userid: servicer } = readAnswer(stateSchema, answer);
    return whyNotOurs(state, servicer, error);
  } catch (failure) {
    // The refusal is what matters; that nobody explains it is not.
    if (failure instanceof SendError) return error;
    throw failure;
  }
}
