import { describe, expect, it } from "vitest";
import type { TemplateView } from "@/lib/schemas/template";
import { findTemplates, languagesOf, readableName } from "./find-templates";

const template = (name: string, body: string, over: Partial<TemplateView> = {}): TemplateView => ({
  id: `${name} ${over.language ?? "en_US"}`,
  channelId: "c",
  name,
  language: "en_US",
  category: "utility",
  status: "approved",
  reason: null,
  version: 1,
  definition: { header: null, body, footer: null, buttons: [], examples: {} },
  ...over,
});
const all = [
  template("order_update", "Your order is on its way."),
  template("reminder", "We still have a question."),
  template("reminder", "我们还有一个问题。", { language: "zh_CN" }),
  template("summer_offer", "20% off", { status: "rejected", language: "de" }),
];
const found = (search: string, language: string | null = null) => findTemplates(all, { search, language }).map(({ id }) => id);

describe("findTemplates", () => {
  it("looks for every word in name and text", () => {
    expect(found("")).toEqual(["order_update en_US", "reminder en_US", "reminder zh_CN"]);
    expect(found("Order UPDATE")).toEqual(["order_update en_US"]);
    expect(found("question still")).toEqual(["reminder en_US"]);
    expect(found("问题")).toEqual(["reminder zh_CN"]);
    expect(found("order question")).toEqual([]);
  });

  it("offers only what can be sent, in the languages there are", () => {
    expect(found("offer")).toEqual([]);
    expect(found("", "zh_CN")).toEqual(["reminder zh_CN"]);
    expect(languagesOf(all)).toEqual(["en_US", "zh_CN"]);
  });

  it("makes a machine's name readable", () => {
    expect(readableName("order_update_2")).toBe("Order update 2");
  });
});
