import { expect, test } from "vitest";
import { findMailProvider, usualMailServers } from "./mail-providers";

test.each([
  ["gmail.com", [], "Gmail", "app-password"],
  ["QQ.com", [], "QQ", "code"],
  ["shop.example", ["ASPMX.L.GOOGLE.COM."], "Gmail", "app-password"],
  ["shop.example", ["shop-example.mail.protection.outlook.com"], "Microsoft 365", "oauth"],
  ["shop.example", ["mxbiz1.qq.com"], "Tencent Exmail", "code"],
  ["shop.example", ["qiye163mx01.mxmail.netease.com"], "NetEase Qiye", "code"],
])("the mail of %s, taken by %j, is at %s", (domain, mx, name, secret) => {
  expect(findMailProvider(domain, mx)).toMatchObject({ name, secret });
});

test("a domain whose name only ends like a provider's is not the provider's", () => {
  expect(findMailProvider("notgmail.com")).toBeNull();
  expect(findMailProvider("shop.example", ["mx.evilgoogle.com"])).toBeNull();
});

test("port 587 begins in the clear, all others in TLS", () => {
  expect(findMailProvider("icloud.com")?.smtp).toEqual({ host: "smtp.mail.me.com", port: 587, tls: false });
  expect(findMailProvider("gmx.de")?.smtp).toEqual({ host: "mail.gmx.net", port: 465, tls: true });
  expect(usualMailServers("shop.example").imap).toEqual({ host: "imap.shop.example", port: 993, tls: true });
});
