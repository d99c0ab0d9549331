import { type AddressInfo, connect, createServer, type LookupFunction } from "node:net";
import { describe, expect, test } from "vitest";
import { assertPublicHost, isPublicAddress, publicLookup } from "./ssrf";

const REFUSED: [string, string][] = [
  ["loopback", "127.0.0.1"],
  ["all of loopback", "127.255.255.254"],
  ["this host", "0.0.0.0"],
  ["private A", "10.1.2.3"],
  ["private B", "172.31.255.255"],
  ["private C", "192.168.0.1"],
  ["CGNAT", "100.64.0.1"],
  ["link-local: cloud metadata", "169.254.169.254"],
  ["benchmarking", "198.18.0.1"],
  ["documentation", "203.0.113.9"],
  ["multicast", "224.0.0.1"],
  ["broadcast", "255.255.255.255"],
  ["reserved", "240.0.0.1"],
  ["IPv6 loopback", "::1"],
  ["IPv6 unspecified", "::"],
  ["IPv4-mapped loopback", "::ffff:127.0.0.1"],
  ["IPv4-mapped in hex", "::ffff:7f00:1"],
  ["IPv4-compatible", "::7f00:1"],
  ["IPv4-translated", "::ffff:0:127.0.0.1"],
  ["NAT64", "64:ff9b::7f00:1"],
  ["local NAT64", "64:ff9b:1::1"],
  ["6to4 of loopback", "2002:7f00:1::"],
  ["Teredo", "2001::1"],
  ["unique local", "fd12:3456::1"],
  ["link-local v6", "fe80::1"],
  ["site-local", "fec0::1"],
  ["documentation v6", "2001:db8::1"],
  ["multicast v6", "ff02::1"],
  ["no address at all", "localhost"],
];

describe("isPublicAddress", () => {
  test.each(REFUSED)("says no to %s (%s)", (_name, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each(["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8"])("says yes to %s", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe("assertPublicHost", () => {
  const spellings = ["0x7f.1", "2130706433", "017700000001", "127.1", "127.0.0.1.", "[::1]", "[::ffff:127.0.0.1]", "0", "①②⑦.⓪.⓪.①"];
  test.each(spellings)("knows loopback written as %s", (host) => {
    expect(() => assertPublicHost(new URL(`http://${host}/`).hostname)).toThrow(/not a public address/);
  });

  test.each(["localhost", "localhost.", "LOCALHOST", "a.localhost"])("knows this machine by name: %s", (host) => {
    expect(() => assertPublicHost(host)).toThrow(/this machine/);
  });

  test.each(["example.com", "notlocalhost", "localhost.example.com"])("leaves %s to the resolver", (host) => {
    expect(() => assertPublicHost(host)).not.toThrow();
  });
});

describe("publicLookup", () => {
  /** A resolver that gives these in turn, and the last one for ever. */
  const resolver = (...answers: string[][]) => {
    const asked: string[] = [];
    const resolve: Parameters<typeof publicLookup>[0] = (hostname, _options, callback) => {
      const addresses = answers[Math.min(asked.push(hostname), answers.length) - 1] ?? [];
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      );
    };
    return { asked, lookup: publicLookup(resolve) };
  };
  const look = (lookup: LookupFunction, all: boolean) =>
    new Promise((resolve) => lookup("rebind.example", { all }, (error, address) => resolve(error ? error.message : address)));

  test("gives public addresses and keeps private ones to itself", async () => {
    expect(await look(resolver(["127.0.0.1", "8.8.8.8", "::1"]).lookup, true)).toEqual([{ address: "8.8.8.8", family: 4 }]);
    expect(await look(resolver(["10.0.0.1"]).lookup, false)).toBe("rebind.example has no public address");
    expect(await look(resolver([]).lookup, false)).toBe("rebind.example has no public address");
  });

  test("a name that leads inside at the second look is refused at the second look", async () => {
    const { lookup } = resolver(["8.8.8.8"], ["127.0.0.1"]);
    expect(await look(lookup, false)).toBe("8.8.8.8");
    expect(await look(lookup, false)).toBe("rebind.example has no public address");
  });

  test("a connection asks once, and goes to what was judged", async () => {
    let connections = 0;
    const inner = createServer(() => connections++);
    await new Promise<void>((resolve) => inner.listen(0, "127.0.0.1", resolve));
    const { port } = inner.address() as AddressInfo;
    const { asked, lookup } = resolver(["203.0.113.9", "2001:db8::1"], ["127.0.0.1"]);
    const error = await new Promise<Error>((resolve) => connect({ host: "rebind.example", port, lookup }).once("error", resolve));
    inner.close();
    expect([error.message, asked, connections]).toEqual(["rebind.example has no public address", ["rebind.example"], 0]);
  });
});
