import { expect, test } from "vitest";
import { type Allowance, allowance, type OpenWindow } from "./reply-window";

const now = new Date("2026-11-21T12:00:00Z");
const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const window = (scene: string, minutes: number, sendsLeft: number | null): OpenWindow => ({ scene, expiresAt: inMinutes(minutes).toISOString(), sendsLeft });

test.each<[string, OpenWindow[], Allowance]>([
  ["nothing without a window", [], { kind: "closed" }],
  ["nothing when all are over", [window("message", 0, 5)], { kind: "closed" }],
  ["what one allows", [window("message", 60, 5)], { kind: "open", left: 5, until: inMinutes(60) }],
  ["what several allow together, until the last ends", [window("menu", 1, 3), window("message", 60, 2)], { kind: "open", left: 5, until: inMinutes(60) }],
  ["nothing of one that is over", [window("menu", -1, 3), window("message", 60, 2)], { kind: "open", left: 2, until: inMinutes(60) }],
  ["only until the last that has any left", [window("menu", 1, 3), window("message", 60, 0)], { kind: "open", left: 3, until: inMinutes(1) }],
  ["any number where one sets none", [window("menu", 1, 3), window("message", 60, null)], { kind: "open", left: null, until: inMinutes(60) }],
  ["none until the customer writes again", [window("message", 60, 0)], { kind: "spent", until: inMinutes(60) }],
])("windows allow %s", (_name, windows, expected) => {
  expect(allowance(windows, now)).toEqual(expected);
});
