import { describe, expect, test } from "vitest";
import { findForward } from "./find-forward";

const lines = (...parts: string[]) => parts.join("\n");

describe("findForward", () => {
  test("reads a forward by Gmail with the words above it", () => {
    const text = lines(
      "Hi team, this one is for you.",
      "",
      "Rosa",
      "",
      "---------- Forwarded message ---------",
      "From: Amélie Dupont <amelie@bleu.example>",
      "Date: Mon, Nov 16, 2026 at 7:58\u202fAM",
      "Subject: Livraison en retard",
      "To: Rosa Klein <rosa@acme.example>",
      "",
      "",
      "Bonjour,",
      "",
      "où est-elle ?",
      "",
    );
    expect(findForward(text)).toEqual({
      from: { name: "Amélie Dupont", address: "amelie@bleu.example" },
      to: "Rosa Klein <rosa@acme.example>",
      date: "Mon, Nov 16, 2026 at 7:58 AM",
      subject: "Livraison en retard",
      body: "Bonjour,\n\noù est-elle ?",
      comment: "Hi team, this one is for you.\n\nRosa",
      isNamed: true,
    });
  });

  test("takes the marks off what Apple Mail quoted as a whole, and no more", () => {
    const text = lines(
      "See below",
      "",
      "> Begin forwarded message:",
      "> ",
      "> From: Amélie <amelie@bleu.example>",
      "> Subject: Retard",
      "> Date: 16 November 2026",
      "> ",
      "> Bonjour",
      "> > avant",
    );
    expect(findForward(text)).toMatchObject({
      from: { name: "Amélie", address: "amelie@bleu.example" },
      body: "Bonjour\n> avant",
      comment: "See below",
      isNamed: true,
    });
  });

  test("reads the one line of Yahoo", () => {
    const text = lines(
      '  ----- Forwarded Message ----- From: "Amélie" <amelie@bleu.example>To: Rosa <rosa@acme.example>Sent: Monday, November 16, 2026, 07:58 AM GMT+1Subject: Retard',
      " Bonjour",
    );
    expect(findForward(text)).toMatchObject({
      from: { name: "Amélie", address: "amelie@bleu.example" },
      to: "Rosa <rosa@acme.example>",
      date: "Monday, November 16, 2026, 07:58 AM GMT+1",
      subject: "Retard",
      body: "Bonjour",
    });
  });

  test("reads Outlook's block, and says that an answer has the same", () => {
    const text = lines("FYI", "", "From: Amélie [mailto:amelie@bleu.example]", "Sent: Monday", "To: Rosa; ", " Tom", "Subject: Retard", "", "Bonjour");
    expect(findForward(text)).toMatchObject({ from: { name: "Amélie", address: "amelie@bleu.example" }, to: "Rosa; Tom", comment: "FYI", isNamed: false });
  });

  test.each<[string, string, string]>([
    [
      "QQ",
      '------------------ 原始邮件 ------------------\n发件人: "王芳" <wang@x.example>;\n发送时间: 2026年11月16日(星期一) 上午9:40\n收件人: "客服"<a@b.example>;\n\n主题: 发票\n\n请开发票。',
      "请开发票。",
    ],
    [
      "NetEase",
      '-------- 转发邮件信息 --------\n发件人："王芳" <wang@x.example>\n发送日期：2026-11-16 09:40:00\n收件人：客服\n主题：发票\n请开发票。',
      "请开发票。",
    ],
    ["Outlook, German", "Von: 王芳 <wang@x.example>\nGesendet: Montag, 16. November 2026 09:40\nAn: Acme\nBetreff: 发票\n\nBitte.", "Bitte."],
    [
      "Apple Mail, Japanese",
      "転送されたメッセージ:\n\n差出人: 王芳 <wang@x.example>\n件名: 发票\n日付: 2026年11月16日\n宛先: a@b.example\n\nお願いします。",
      "お願いします。",
    ],
    [
      "Thunderbird, Polish",
      "-------- Przekazana wiadomość --------\nTemat: \t发票\nData: \tMon, 16 Nov 2026 09:40:00 +0100\nNadawca: \t王芳 <wang@x.example>\nAdresat: \ta@b.example\n\n\n\nProszę.",
      "Proszę.",
    ],
  ])("knows the languages: %s", (_client, text, body) => {
    expect(findForward(text)).toMatchObject({ from: { name: "王芳", address: "wang@x.example" }, subject: "发票", body });
  });

  test.each([
    "",
    "Hello",
    "Please forward this message to Tom.",
    "---------- Forwarded message ---------",
    "From: Berlin\nTo: Paris\nDate: 12.11.2026",
    "On Mon, Nov 16, 2026 at 9:40 AM Acme <a@b.example> wrote:\n> Hi",
  ])("finds none in: %j", (text) => {
    expect(findForward(text)).toBeNull();
  });

  test("has no address where the mail gives none", () => {
    expect(findForward("Begin forwarded message:\n\nFrom: Amélie\nSubject: Retard\nTo: Rosa\n\nBonjour")).toMatchObject({
      from: { name: "Amélie", address: null },
      date: null,
    });
  });
});
