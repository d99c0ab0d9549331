import { normaliseSubject } from "@/server/channels/shared/mail-subject";

/** A conversation that a mail may belong to, and what speaks for it. */
export interface Candidate {
  conversationId: string;
  /**
   * address: the mail came to the conversation's own reply address, which only those can know who were given it. pointer: it names one
   * of the conversation's mails, or carries its token where anybody may have copied it. sibling: a mail there answers the same one,
   * which is not here. answer: a mail there answers this very one, and came first.
   */
  proof: "address" | "pointer" | "sibling" | "answer";
  /** Whether its sender takes part in the conversation; of an answer, whether this mail went to who wrote that. */
  isParticipant: boolean;
  isSameSubject: boolean;
}

export type MailChoice =
  /** A newcomer took no part before: the reply address let them in. */
  { kind: "join"; conversationId: string; isNewcomer: boolean } | { kind: "begin"; why: "no-thread" | "stranger" | "new-subject" };

/**
 * Which conversation a mail joins. The reply address opens the door to whoever holds it; everything else that can be copied out of
 * a mail (references, a token in the text) only to who takes part already. Who points at a conversation from outside begins one of
 * their own and learns nothing of it. Another subject is another matter, whatever it answers. Candidates by their weight; pure.
 */
export function chooseMailConversation(candidates: readonly Candidate[]): MailChoice {
  const open = candidates.filter(({ proof, isParticipant }) => isParticipant || proof === "address");
  const joined = open.find(({ isSameSubject }) => isSameSubject);
  if (joined) return { kind: "join", conversationId: joined.conversationId, isNewcomer: !joined.isParticipant };
  if (open.length > 0) return { kind: "begin", why: "new-subject" };
  // Somebody who guessed what waits here is told apart from nobody: it is their own mail that is new.
  return { kind: "begin", why: candidates.some(({ proof }) => proof === "pointer") ? "stranger" : "no-thread" };
}

/**
 * Whether a mail's subject is still that of its thread. Prefixes of answers do not count, nor does a subject that was left out, cut
 * short or added to: people do that, and so do their programs.
 */
export function isSameSubject(subject: string, thread: readonly (string | null)[]): boolean {
  const own = normaliseSubject(subject);
  return thread.some((one) => {
    const known = normaliseSubject(one ?? "");
    return own.includes(known) || known.includes(own);
  });
}
