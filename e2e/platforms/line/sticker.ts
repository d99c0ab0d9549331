/** The one sticker of this LINE: a green face, drawn for it. */
export const STICKER = Buffer.from(
  [
    "iVBORw0KGgoAAAANSUhEUgAAADAAAAAwAgMAAAAqbBEUAAAACVBMVEX///8Gx1UUPCPFVYI6AAAAA3RSTlMA//9EUNYhAAAAqUlEQVR42rWSvRHGIAiGY5ER3McRUoBFRnAfR0ghU378",
    "fERJkS6c3vkcCq/Atj0tIZYbkM3Pu8CxONy1G5grG8Byy+4lhzKf2KPsAE9AXCKskCYUgfOyXSRyG7aPF8gTQMADwBTwBUgKTQQspxp01RYAh0ATofw5EqD/T1tHrEOrOFVrdSp1Xgqc",
    "ldjuip5El4EUXhxa+NCS0KzYxtDg0Po4FGFc4iC5/QBIcZZvAsr7fQAAAABJRU5ErkJggg==",
  ].join(""),
  "base64",
);
