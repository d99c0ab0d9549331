import { randomUUID } from "node:crypto";
import type { Answer, Call, Route } from "../shared/http";
import type { Platform } from "./platform";
import { type Mail, type Mailbox, now } from "./world";

/** A refusal as Graph writes it. */
export function refused(status: number, code: string, message: string): NonNullable<Answer> {
  const innerError = { date: new Date().toISOString().slice(0, 19), "request-id": randomUUID() };
  return { status, headers: status === 429 || status === 503 ? { "retry-after": "2" } : {}, body: { error: { code, message, innerError } } };
}

export interface Asked {
  platform: Platform;
  mailbox: Mailbox;
  call: Call;
  match: string[];
}
export type Work = (asked: Asked) => Answer | Promise<Answer>;

/** Everything refused to whoever asks, in Microsoft's words, by the name of the effect. */
const REFUSALS: Record<string, () => NonNullable<Answer>> = {
  throttle: () => refused(429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit."),
  busy: () => refused(503, "ServiceUnavailable", "The service is temporarily unavailable."),
  "no-permission": () => refused(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again."),
};

/** A route of the Graph, of which nothing is given without a living token of the right scope. */
export function route(platform: Platform, [method, path, scope]: [Route[0], RegExp, string], work: Work): Route {
  return [
    method,
    path,
    async (call, ...match) => {
      const { control, world } = platform;
      const token = world.tokens[(call.headers.authorization ?? "").replace(/^Bearer /, "")];
      const mailbox = world.mailboxes.find(({ address }) => address === token?.address);
      if (!token || !mailbox || token.endsAt <= now(world) || control.take("token-dies"))
        return refused(401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.");
      if (!token.scope.split(" ").includes(scope)) return refused(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");
      for (const [effect, refuse] of Object.entries(REFUSALS)) if (control.take(effect)) return refuse();
      if (mailbox.isElsewhere && path.source.includes("\\/me\\/mail"))
        return refused(404, "MailboxNotEnabledForRESTAPI", "The mailbox is either inactive, soft-deleted, or is hosted on-premise.");
      return work({ platform, mailbox, call, match });
    },
  ];
}

const wantsLasting = ({ headers }: Call): boolean => String(headers.prefer ?? "").includes('IdType="ImmutableId"');

/** Who does not ask for lasting ids gets one that ends with the folder. */
export const idFor = (call: Call, { id, folder }: Mail): string => (wantsLasting(call) ? id : `${folder}.${id}`);

export function findMail(mailbox: Mailbox, call: Call, id = ""): Mail | undefined {
  return mailbox.mails.find((mail) => idFor(call, mail) === id);
}

export const notFound = (): Answer => refused(404, "ErrorItemNotFound", "The specified object was not found in the store.");
