import { describe, expect, test } from "vitest";
import { addressOf } from "./address-of";

describe("addressOf", () => {
  test.each([
    ...["127.0.0.1", "127.9.9.9", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "0.0.0.0", "localhost", "localhost.", "LOCALHOST", "a.localhost"],
    ...["::1", "[::1]", "::", "::ffff:127.0.0.1", "::ffff:7f00:1", "64:ff9b::7f00:1", "2002:7f00:1::", "fd00::1", "fe80::1"],
    ...["10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "198.18.0.1", "224.0.0.1", "255.255.255.255"],
  ])("refuses %s, before anything is sent", async (host) => {
    await expect(addressOf({ host, port: 993 })).rejects.toMatchObject({ name: "TransportError", maybeSent: false });
  });

  test.each(["8.8.8.8", "2606:4700::1111", "[2606:4700::1111]"])("gives %s as it stands", async (host) => {
    expect(await addressOf({ host, port: 993 })).toBe(host.replace(/[[\]]/g, ""));
  });
});
