import { describe, expect, test } from "vitest";
import { isAllowedOrigin } from "@/lib/allowed-origin";
import { frameAncestors } from "./frame-ancestors";

describe("which sites may carry the widget", () => {
  const domains = ["shop.example", "*.acme.example", "localhost:8080"];
  test.each([
    ["the domain itself", "https://shop.example", true],
    ["the domain on a port of its own", "http://shop.example:3000", true],
    ["a subdomain of a domain without a star", "https://evil.shop.example", false],
    ["a domain that ends alike", "https://notshop.example", false],
    ["a subdomain under a star", "https://a.b.acme.example", true],
    ["the star's own domain", "https://acme.example", false],
    ["a domain that ends like the star's", "https://evilacme.example", false],
    ["the port that is named", "http://localhost:8080", true],
    ["another port than the one named", "http://localhost:8081", false],
    ["an opaque origin", "null", false],
    ["another scheme", "file://shop.example", false],
  ])("%s", (_name, origin, allowed) => {
    expect(isAllowedOrigin(origin, domains)).toBe(allowed);
  });

  test("an empty list means every site", () => {
    expect(isAllowedOrigin("https://anything.example", [])).toBe(true);
    expect(frameAncestors([])).toBe("*");
  });

  test("the browser is told the same list, and nothing that could end or widen it", () => {
    expect(frameAncestors(["shop.example", "x; script-src *", "*"])).toBe("https://shop.example:* http://shop.example:*");
    expect(frameAncestors(["; *"])).toBe("'none'");
  });
});
