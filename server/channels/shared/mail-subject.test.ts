import { describe, expect, test } from "vitest";
import { normaliseSubject } from "./mail-subject";

describe("normaliseSubject", () => {
  test.each<[string, string]>([
    ["Order 4711", "order 4711"],
    ["Re: Order 4711", "order 4711"],
    ["RE: Fwd: re : Order 4711", "order 4711"],
    ["Re[2]: Order 4711", "order 4711"],
    ["Re(3): Order 4711", "order 4711"],
    ["AW: WG: Order 4711", "order 4711"],
    ["Antw: Order 4711", "order 4711"],
    ["SV: VS: Order 4711", "order 4711"],
    ["TR: RE: Order 4711", "order 4711"],
    ["RÉF : Order 4711", "order 4711"],
    ["R: RIF: Order 4711", "order 4711"],
    ["RV: RES: ENC: Order 4711", "order 4711"],
    ["Odp: PD: Order 4711", "order 4711"],
    ["YNT: İLT: Order 4711", "order 4711"],
    ["Отв: Re: Order 4711", "order 4711"],
    ["Απ: Order 4711", "order 4711"],
    ["答复: 订单 88231 退款进度", "订单 88231 退款进度"],
    ["回复：Re: 登录问题", "登录问题"],
    ["回覆：轉寄：訂單", "訂單"],
    ["转发: 答复：发票", "发票"],
    ["返信: Re: 転送：請求書", "請求書"],
    ["회신: 주문", "주문"],
    ["رد: الطلب", "الطلب"],
    ["השב: הזמנה", "הזמנה"],
    ["[acme-users] Re: [help] Order 4711", "order 4711"],
    ["Re: [Acme #5521] Your call", "your call"],
    ["  Order \t 4711\u00a0 ", "order 4711"],
    ["\u202bRe: Order\u200b 4711", "order 4711"],
    ["ＯＲＤＥＲ　４７１１", "order 4711"],
  ])("%s is about %s", (subject, expected) => {
    expect(normaliseSubject(subject)).toBe(expected);
  });

  test.each(["Reply needed: order", "Refund: order", "Research: results", "Trip: Rome", "12: 30", "Info: shop", "[only a tag]", "re", "订单：回复"])(
    "keeps what is no prefix: %s",
    (subject) => {
      expect(normaliseSubject(subject)).toBe(subject.normalize("NFKC").toLowerCase());
    },
  );

  test("is empty for an answer to nothing", () => {
    for (const subject of ["", "   ", "Re:", "Re: Fwd:"]) expect(normaliseSubject(subject)).toBe("");
  });

  test("does not change what it has made", () => {
    for (const subject of ["Re: [x] AW: a", "回复：b", "c"]) expect(normaliseSubject(normaliseSubject(subject))).toBe(normaliseSubject(subject));
  });

  test("takes a million prefixes without complaint", () => {
    expect(normaliseSubject("Re: ".repeat(1_000_000))).toBe("");
  });
});
