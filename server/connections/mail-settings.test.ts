import { expect, test } from "vitest";
import { mailSettings } from "./mail-settings";

const channel = { name: "Harbour support", accountId: "support@harbour.test", settings: {} };

test("a mailbox writes under its channel's name, with plus addresses and no signature, until somebody chooses otherwise", () => {
  expect(mailSettings(channel)).toEqual({ senderName: "Harbour support", usesPlusAddresses: true, signature: null });
  const settings = { senderName: "Harbour", plusAddresses: false, signature: "Harbour Ltd.\n", reopenDays: 3 };
  expect(mailSettings({ ...channel, settings })).toEqual({ senderName: "Harbour", usesPlusAddresses: false, signature: "Harbour Ltd." });
});

test.each(["a@qq.com", "a@163.com", "a@vip.163.com", "a@foxmail.com", "a@sina.cn"])("%s has no plus addresses unless somebody says so", (accountId) => {
  expect(mailSettings({ ...channel, accountId }).usesPlusAddresses).toBe(false);
  expect(mailSettings({ ...channel, accountId, settings: { plusAddresses: true } }).usesPlusAddresses).toBe(true);
});

test.each([null, [], { signature: 7 }, "x"])("settings that do not fit (%j) count as not chosen", (settings) => {
  expect(mailSettings({ ...channel, settings }).signature).toBeNull();
});
