import { describe, expect, test } from "vitest";
import { choosePaper, inkOnTheme } from "./paper";

describe("the paper of a mail", () => {
  test("is the theme's for a mail without grounds", () => {
    expect(choosePaper([])).toBe("theme");
  });

  test.each(["", "white", "#FFF", "#fefefe", "rgb(255, 255, 255)", "transparent", "rgba(0, 0, 0, 0)", "#12345600", "none"])(
    "is the theme's on a ground of “%s”, which programs write by themselves",
    (colour) => {
      expect(choosePaper([colour])).toBe("theme");
    },
  );

  test.each(["#f4f4f4", "black", "rgb(20, 20, 20)", "#0a2540", "rgba(255, 0, 0, 0.2)", "gold", "hsl(0 100% 50%)"])("is white on a ground of %s", (colour) => {
    expect(choosePaper([colour])).toBe("white");
    expect(choosePaper(["", "#fff", colour])).toBe("white");
  });
});

describe("text on the theme's paper", () => {
  test.each(["", "black", "#000", "#222222", "rgb(34, 34, 34)", "rgb(0,0,0)", "#000000ff", "windowtext", "inherit", "#333", "rgb(80 80 85)"])(
    "in “%s” takes the desk's ink",
    (colour) => {
      expect(inkOnTheme(colour)).toBeNull();
    },
  );

  test.each(["#1f497d", "red", "rgb(200, 0, 0)", "white", "#ddd", "hsl(0 100% 50%)", "rgb(10% 10% 10%)", "#00004f"])(
    "in %s keeps its hue, as light or dark as can be read",
    (colour) => {
      expect(inkOnTheme(colour)).toBe(`oklch(from ${colour} clamp(var(--ink-low), l, var(--ink-high)) c h)`);
    },
  );
});
