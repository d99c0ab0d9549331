import { describe, expect, test } from "vitest";
import { chooseSession } from "./choose-session";

const anonymous = { signedId: null, claimedId: null };
const claimed = { signedId: null, claimedId: "user_42" };
const signed = { signedId: "user_42", claimedId: null };
const says = (id: string, isSigned = false) => ({ id, isSigned });

describe("a browser's session", () => {
  test.each([
    ["is fresh for a browser nobody knows", null, null, "fresh"],
    ["is fresh for a signed visitor on a new device", null, says("user_42", true), "fresh"],
    ["goes on for the anonymous visitor", anonymous, null, "resume"],
    ["goes on when the page claims who it is", anonymous, says("user_42"), "resume"],
    ["is raised when the page proves who it is", anonymous, says("user_42", true), "raise"],
    ["is raised when a claim is proved", claimed, says("user_42", true), "raise"],
    ["is not handed to somebody else who claims", claimed, says("user_43"), "fresh"],
    ["is not handed to somebody else who proves", claimed, says("user_43", true), "fresh"],
    ["goes on for the signed visitor", signed, says("user_42", true), "resume"],
    ["goes on for the signed visitor before the page has said who it is", signed, null, "resume"],
    ["of a signed visitor is not handed to another", signed, says("user_43", true), "fresh"],
    ["of a signed visitor is not opened by a mere claim of another id", signed, says("user_43"), "fresh"],
  ] as const)("%s", (_name, known, identity, expected) => {
    expect(chooseSession(known, identity)).toBe(expected);
  });
});
