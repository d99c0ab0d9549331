import { describe, expect, test } from "vitest";
import type { ChannelAdapter, OutboundMessage, Outcome, Part, RawRequest, RenderContext, Secrets, SendErrorKind } from "./contract";
import { runInboundTests } from "./contract-tests-inbound";
import { runOutboundTests } from "./contract-tests-outbound";

/** What a channel's own test gives: requests as its platform sends them, and answers as its platform gives them. */
export interface ContractFixtures {
  secrets: Secrets;
  /** The request that carries this body, signed as the platform signs. */
  request(body: string): RawRequest;
  /** Whether the signature covers the body (Telegram's secret header does not; a poll has none at all). */
  signature: "body" | "header" | "none";
  /** Every inbound body there is a fixture for, by name. */
  bodies: Record<string, string>;
  /** One ordinary text message. */
  message: string;
  /** Several things in one body, and how many; absent where the platform sends one at a time. */
  batch?: { body: string; items: number };
  /** A message of a kind that nobody has heard of. */
  unsupported: string;
  /** A body that cannot be read as a whole. */
  unreadable: string;
  /** The body with fields nobody has heard of; default: added to every object of a JSON body. */
  withUnknownFields?: (body: string) => string;
  outbound?: OutboundFixtures;
}

export interface OutboundFixtures {
  credentials: unknown;
  context: Omit<RenderContext, "capabilities">;
  message: OutboundMessage;
  /** What a rendered part shows as text, one by one where it carries several; null where it has none. */
  textOf(part: Part): string | string[] | null;
  sent: { reply: Reply; externalIds: string[] };
  /** Each class of failure the platform has. */
  errors: { name: string; reply: Reply; kind: SendErrorKind; retryable: boolean }[];
}

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body: string;
}

/** What every channel fulfils, whatever its platform is like. Called once by each `<kind>.test.ts`. */
export function runContractTests(adapter: ChannelAdapter, fixtures: ContractFixtures): void {
  describe(`${adapter.kind} fulfils the channel contract`, () => {
    runInboundTests(adapter, fixtures);
    runAnswerTests(adapter, fixtures);
    if (fixtures.outbound) runOutboundTests(adapter, fixtures.outbound);
    test("its kind can stand in a URL and in the name of a variable", () => {
      expect(adapter.kind).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(adapter.title).not.toBe("");
    });
  });
}

const ANSWERS: { outcome: Outcome; status: [number, number] }[] = [
  { outcome: { kind: "stored", items: 1 }, status: [200, 299] },
  { outcome: { kind: "challenge", body: "1158201444" }, status: [200, 200] },
  { outcome: { kind: "refused", reason: "signature" }, status: [401, 401] },
  { outcome: { kind: "unparseable", reason: "not JSON" }, status: [400, 400] },
];

function runAnswerTests(adapter: ChannelAdapter, { request, message }: ContractFixtures): void {
  test.each(ANSWERS)("answers $outcome.kind as the platform expects", ({ outcome, status: [from, to] }) => {
    const answer = adapter.inbound.answer(request(message), outcome);
    expect(answer.status).toBeGreaterThanOrEqual(from);
    expect(answer.status).toBeLessThanOrEqual(to);
    // The greeting is compared byte for byte by the platforms: no quotes, no newline.
    if (outcome.kind === "challenge") expect(answer.body).toBe(outcome.body);
  });
}
