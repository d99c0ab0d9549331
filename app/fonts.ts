import localFont from "next/font/local";

/** Latin and digits; served by us, so nothing shifts and nothing is fetched elsewhere. */
const geist = localFont({
  src: "../node_modules/geist/dist/fonts/geist-sans/Geist-Variable.woff2",
  variable: "--font-geist",
  weight: "100 900",
  display: "swap",
  adjustFontFallback: "Arial",
});

/** The same face cut to letters and digits: in Chinese text its quotes, dashes and dots would be too narrow. */
const geistLetters = localFont({
  src: "../node_modules/geist/dist/fonts/geist-sans/Geist-Variable.woff2",
  variable: "--font-geist-letters",
  weight: "100 900",
  display: "swap",
  preload: false,
  adjustFontFallback: false,
  declarations: [{ prop: "unicode-range", value: "U+0020-007E, U+00A0-00B6, U+00B8-024F, U+20A0-20BF" }],
});

export const fontVariables = `${geist.variable} ${geistLetters.variable}`;
