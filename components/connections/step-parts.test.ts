import { expect, test } from "vitest";
import { stepParts } from "./step-parts";

const values = { host: "https://desk.example.com", channelId: "7", webhookUrl: "https://desk.example.com/api/webhooks/x/7" };

test("the address and what stands in backticks are there for copying, the words around them to be read", () => {
  expect(stepParts("Paste {webhookUrl} into the console.", values)).toEqual([{ text: "Paste" }, { copy: values.webhookUrl }, { text: "into the console." }]);
  expect(stepParts("Add `{host}/widget.js?c={channelId}`", values)).toEqual([{ text: "Add" }, { copy: "https://desk.example.com/widget.js?c=7" }]);
  expect(stepParts("Open the console.", values)).toEqual([{ text: "Open the console." }]);
});

test("what only the finished channel has is left open", () => {
  const before = { ...values, channelId: null, webhookUrl: null };
  expect(stepParts("Paste {webhookUrl} and `{channelId}`, then `{host}`", before)).toEqual([
    { text: "Paste" },
    { copy: null },
    { text: "and" },
    { copy: null },
    { text: ", then" },
    { copy: values.host },
  ]);
});

test("braces of the platform's own stay as they are", () => {
  expect(stepParts('Send `{"a": {b}}`', values)).toEqual([{ text: "Send" }, { copy: '{"a": {b}}' }]);
});
