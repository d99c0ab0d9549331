import { describe, expect, it } from "vitest";
import { blanksOf, fillTemplate, templateText } from "./fill-template";
import type { TemplateDefinition } from "./schemas/template";

const order: TemplateDefinition = {
  header: { kind: "text", text: "Order {{order_no}}" },
  body: "Dear {{name}}, order {{order_no}} left on {{day}}. Thank you, {{name}}!",
  footer: "Nordwind Outdoor",
  buttons: [
    { kind: "reply", title: "Where is it?" },
    { kind: "link", title: "Track", url: "https://shop.example/t/{{1}}?x={{2}}" },
    { kind: "code", title: "Copy" },
  ],
  examples: {},
};
const values = { "header.order_no": "4417", name: "Ines", order_no: "4417", day: "Monday", "button.1.1": "4417", "button.1.2": "a", "button.2.code": "SAVE10" };

describe("fillTemplate", () => {
  it("names every blank once, by its place", () => {
    const keys = ["header.order_no", "name", "order_no", "day", "button.0.payload", "button.1.1", "button.1.2", "button.2.code"];
    expect(blanksOf(order).map(({ key }) => key)).toEqual(keys);
  });

  it("shows exactly what its parameters make of the template", () => {
    const filled = fillTemplate(order, values);
    // The platform's side: every placeholder replaced by the parameter of its place and name.
    const substitute = (text: string, place: string, index = 0) =>
      filled.parameters.filter((p) => p.place === place && p.index === index).reduce((t, { name, value }) => t.replaceAll(`{{${name}}}`, value), text);
    expect(filled.header).toEqual({ kind: "text", text: substitute("Order {{order_no}}", "header") });
    expect(filled.body).toBe(substitute(order.body, "body"));
    expect(filled.buttons[1]?.url).toBe(substitute(order.buttons[1]?.url ?? "", "button", 1));
    expect(filled.body).toBe("Dear Ines, order 4417 left on Monday. Thank you, Ines!");
    expect(filled.missing).toEqual([]);
    expect(templateText(filled)).toBe(`Order 4417\n\n${filled.body}\n\nNordwind Outdoor`);
  });

  it("says what is missing and leaves its place visible", () => {
    const filled = fillTemplate(order, { name: "Ines", day: "  " });
    expect(filled.missing).toEqual(["header.order_no", "order_no", "day", "button.1.1", "button.1.2", "button.2.code"]);
    expect(filled.body).toContain("order {{order_no}} left on {{day}}");
    expect(filled.parameters.map(({ key }) => key)).toEqual(["name"]);
  });

  it("never reads a value as a placeholder, and makes it one line", () => {
    const filled = fillTemplate({ ...order, header: null, buttons: [] }, { name: "{{day}}", order_no: "$& $1", day: "a\n\tb" });
    expect(filled.body).toBe("Dear {{day}}, order $& $1 left on a b. Thank you, {{day}}!");
  });

  it("asks for a place on the map where the header is one", () => {
    const filled = fillTemplate({ ...order, header: { kind: "location" }, body: "Here", buttons: [] }, { "header.latitude": "48.1" });
    expect(filled.missing).toEqual(["header.longitude", "header.name", "header.address"]);
  });
});
