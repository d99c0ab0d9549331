import * as z from "zod";

/** Why a body could not be read, in one sentence for whoever connects a platform. Says nothing of what stands in the body. */
export function whyUnreadable(error: unknown): string {
  if (error instanceof z.ZodError) return misfit(error.issues[0]?.path ?? []);
  if (error instanceof SyntaxError) return "The body is not JSON, or it breaks off.";
  // The runtime's own words (a bad encoding, a number out of range) say nothing to people.
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError || error instanceof URIError) return "The body cannot be read.";
  const words = error.message.trim().slice(0, MAX_LENGTH);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? "" : "."}`;
}

const MAX_LENGTH = 300;

function misfit(path: PropertyKey[]): string {
  const field = path.map(String).join(".");
  return `The body is not one this channel's platform sends${field ? `: "${field}" is missing or not of its kind` : ""}.`;
}
