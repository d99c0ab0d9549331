import * as z from "zod";
import { LOCALES } from "@/lib/locales";
import { normaliseEmail } from "@/lib/normalise-email";
import { THEMES } from "@/lib/theme";
import { isWeakPassword } from "@/lib/weak-password";
import { line } from "./text";

// The messages of these schemas are keys of the "people" catalogue (people.errors.*): the form translates them, the API names them.
// Shared by the forms and the procedures, so that both refuse the same.

/** NIST SP 800-63B (August 2025), 3.1.1.2 asks for 15 where a password stands alone and 8 beside a second factor; ten with a list of refused ones lies between. */
export const MIN_PASSWORD_LENGTH = 10;
const MAX_PASSWORD_LENGTH = 200;
const MAX_NAME_LENGTH = 100;

/** An address in its normal form. */
export const emailInput = z.string().transform((value, context) => {
  const email = normaliseEmail(value);
  if (email) return email;
  context.addIssue({ code: "custom", message: value.trim() ? "emailInvalid" : "required" });
  return z.NEVER;
});

const newPassword = z.string().min(1, "required").min(MIN_PASSWORD_LENGTH, "passwordShort").max(MAX_PASSWORD_LENGTH, "tooLong");
const name = z.string().trim().min(1, "required").max(MAX_NAME_LENGTH, "tooLong").pipe(line(MAX_NAME_LENGTH));
const timeZone = z.string().max(60).refine(isTimeZone, "timeZoneUnknown");
const locale = z.enum(LOCALES);

function isTimeZone(value: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: value }));
  } catch {
    return false;
  }
}

/** Refuses a password that is the person's own name or address, or known to everybody. */
function refuseWeak(value: { password: string; own: string[] }, context: z.RefinementCtx): void {
  if (isWeakPassword(value.password, value.own)) context.addIssue({ code: "custom", path: ["password"], message: "passwordWeak" });
}

export const signUpInput = z
  .object({ company: name, name, email: emailInput, password: newPassword, timeZone, locale })
  .superRefine((v, context) => refuseWeak({ password: v.password, own: [v.email, v.email.split("@")[0] ?? "", v.name, v.company] }, context));
export type SignUpInput = z.output<typeof signUpInput>;

export const newWorkspaceInput = z.object({ company: name, timeZone, locale });
export const forgotPasswordInput = z.object({ email: emailInput });

export const resetPasswordInput = z
  .object({ token: z.string().max(200), password: newPassword })
  .superRefine((v, context) => refuseWeak({ password: v.password, own: [] }, context));

export const changePasswordInput = z
  .object({ current: z.string().min(1, "required").max(1_000), password: newPassword })
  .superRefine((v, context) => refuseWeak({ password: v.password, own: [] }, context));

export const joinInput = z
  .object({ token: z.string().max(200), name, password: newPassword, locale })
  .superRefine((v, context) => refuseWeak({ password: v.password, own: [v.name] }, context));

export const profileInput = z.object({ name, locale, theme: z.enum(THEMES) });
export const workspaceInput = z.object({ name, timeZone, locale });

/** Whoever is invited cannot be made owner by it: that takes an owner, afterwards. */
export const INVITED_ROLES = ["admin", "supervisor", "agent", "viewer"] as const;
export const inviteInput = z.object({ email: emailInput, role: z.enum(INVITED_ROLES) });

export const apiKeyInput = z.object({ name, scopes: z.array(z.string().max(60)).min(1, "required").max(40) });
