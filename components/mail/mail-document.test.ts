import { expect, test } from "vitest";
import { mailDocument } from "./mail-document";

const page = {
  title: "Mail from <Ana> & Co",
  lang: "en",
  html: "<p>Hello</p>",
  look: { colorScheme: "dark" as const, tokens: "--ink: red;", fonts: "" },
  origins: ["https://desk.example"],
};

test("a mail's page fetches nothing but pictures and the face, and only from us", () => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(mailDocument({ ...page, paper: "theme" }))?.[1];
  expect(policy).toBe("default-src 'none'; img-src https://desk.example data:; font-src https://desk.example; style-src 'unsafe-inline'");
});

test("the policy stands before everything that the mail brings", () => {
  const text = mailDocument({ ...page, paper: "theme" });
  expect(text.indexOf("Content-Security-Policy")).toBeLessThan(text.indexOf("<style"));
  expect(text.indexOf("Content-Security-Policy")).toBeLessThan(text.indexOf("<p>Hello</p>"));
});

test("white paper stays light in the dark", () => {
  expect(mailDocument({ ...page, paper: "theme" })).toContain("color-scheme: dark");
  expect(mailDocument({ ...page, paper: "white" })).toContain("color-scheme: light");
});

test("a sender's name cannot end the title", () => {
  const text = mailDocument({ ...page, title: "</title><script>alert(1)</script>", paper: "theme" });
  expect(text).toContain("<title>&#60;/title&#62;&#60;script&#62;alert(1)&#60;/script&#62;</title>");
});
