"use client";

import { useTranslations } from "next-intl";
import { publicErrorOf } from "@/components/trpc/public-error";
import type messages from "@/lib/messages/en/auth.json";

type ErrorKey = keyof typeof messages.errors;

/** The server's reasons in the words of the catalogue; what is missing here is "unknown", with its reference. */
const BY_REASON: Record<string, ErrorKey> = {
  "too-many-attempts": "tooManyAttempts",
  "database-away": "unavailable",
  unavailable: "unavailable",
  "link-over": "linkOver",
  expired: "expired",
  "not-found": "invitationGone",
  "other-address": "otherAddress",
  "email-taken": "emailTaken",
  "already-here": "alreadyHere",
  "last-owner": "lastOwner",
  "owners-only": "ownersOnly",
  "missing-permission": "missingPermission",
  "wrong-password": "passwordWrong",
  invalid: "invalid",
};

// What next-auth puts into the address, and our own codes from auth-options.ts.
const BY_SIGN_IN_CODE: Record<string, ErrorKey> = {
  CredentialsSignin: "wrongSignIn",
  "google-unverified": "googleUnverified",
  unavailable: "unavailable",
  offline: "offline",
};

interface ErrorText {
  /** A field's message: a key of the schemas in lib/schemas/people.ts. */
  ofField(key: string | undefined): string | undefined;
  /** What a failed call says; null for none, and for one whose reasons stand beside their fields. */
  ofFailure(error: unknown): string | null;
  /** What a failed sign-in's code says. */
  ofSignIn(code: string): string;
}

export function useErrorText(): ErrorText {
  const t = useTranslations("auth.errors");
  const say = (key: ErrorKey, seconds = 60) => t(key, { minutes: Math.max(1, Math.ceil(seconds / 60)) });
  return {
    ofField: (key) => (key ? (t.has(key as ErrorKey) ? say(key as ErrorKey) : t("invalid")) : undefined),
    ofFailure: (error) => {
      if (!error) return null;
      const known = publicErrorOf(error);
      if (!known) return t("offline");
      if (known.fields.length > 0) return null;
      return say(BY_REASON[known.reason] ?? "unknown", Number(known.data.retryAfterSeconds));
    },
    ofSignIn: (code) => {
      const [name = "", seconds] = code.split(":");
      if (name === "too-many-attempts") return say("tooManyAttempts", Number(seconds));
      return t(BY_SIGN_IN_CODE[name] ?? (/oauth|callback/i.test(name) ? "google" : "unknown"));
    },
  };
}
