import { expect, test } from "vitest";
import { routeMatcher } from "./match-route";
import { defineRoute } from "./route";

const route = (method: "GET" | "POST", path: string) =>
  defineRoute({ method, path, permission: "agents.read", tag: "t", summary: "s", responses: { 200: null } });
const match = routeMatcher([
  route("GET", "/things/{id}"),
  route("GET", "/things/special"),
  route("POST", "/things"),
  route("GET", "/things/{id}/parts/{part}"),
]);

test.each([
  ["GET", "/things/7", "/things/{id}", { id: "7" }],
  ["GET", "/things/special", "/things/special", {}],
  ["GET", "/things/7/", "/things/{id}", { id: "7" }],
  ["GET", "/things/a%2Fb/parts/%C3%A9", "/things/{id}/parts/{part}", { id: "a/b", part: "é" }],
  ["GET", "/things/%E0%A4%A", "/things/{id}", { id: "%E0%A4%A" }],
])("%s %s is found", (...[method, path, pattern, params]) => {
  expect(match(method, path)).toMatchObject({ kind: "matched", route: { path: pattern }, params });
});

test("a known path with another method names the methods, an unknown path nothing", () => {
  expect(match("DELETE", "/things")).toEqual({ kind: "wrong-method", allowed: ["POST"] });
  expect(match("GET", "/thing")).toEqual({ kind: "unknown" });
  expect(match("GET", "/things/1/2")).toEqual({ kind: "unknown" });
});
