import iconv from "iconv-lite";

/**
 * What is meant by a label where it is not what is said. A superset is taken for each subset, because senders do so: Outlook and QQ
 * write gb2312 over four-byte GB18030, browsers have read iso-8859-1 as windows-1252 for decades (encoding.spec.whatwg.org, read 2026-11).
 */
const MEANT: [RegExp, string][] = [
  [/^(x-)?(gb_?2312(-80)?|gbk|gb-?18030|gb|cp936|ms936|windows-936|euc-?cn|x-euc-cn|csgb2312|iso-ir-58|gb_2312-80|chinese|zh-cn)$/, "gb18030"],
  [/^(x-)?(big-?5(-eten)?|big5-?hkscs|cp950|windows-950|cn-big5|csbig5|x-big5|zh-tw)$/, "big5-hkscs"],
  [/^(x-)?(s(hift)?[-_]?jis|ms_kanji|csshiftjis|windows-31j|cp932|ms932|mskanji|sjis-win)$/, "shift_jis"],
  [/^(x-)?(euc-?jp|cseucpkdfmtjapanese|eucjp-win|cp51932)$/, "euc-jp"],
  [/^(iso-?2022-?jp.*|csiso2022jp.*|cp5022[012]|jis)$/, "iso-2022-jp"],
  [/^(iso-?2022-?kr|csiso2022kr)$/, "iso-2022-kr"],
  [/^(x-)?(ks_?c_?5601.*|euc-?kr|cseuckr|cp949|ms949|uhc|windows-949|ksc5601|korean|iso-ir-149|cp51949)$/, "cp949"],
  [/^(iso-?8859-?1|iso_8859-1.*|latin-?1|l1|cp819|ibm819|cp1252|x-ansi|ansi|windows-?1252)$/, "windows-1252"],
  [/^(iso-?8859-?9|latin-?5|l5)$/, "windows-1254"],
  [/^(iso-?8859-?11|tis-?620|windows-874|cp874|dos-874)$/, "windows-874"],
  [/^(iso-?8859-?8-?[ie]|hebrew|visual|logical)$/, "windows-1255"],
  [/^(utf-?8.*|unicode-1-1-utf-8|cp65001|utf8mb4)$/, "utf-8"],
  [/^(utf-?16|unicode|ucs-2|csunicode|iso-10646-ucs-2)$/, "utf-16"],
  [/^(unicode-1-1-)?utf-?7$/, "utf-7"],
  [/^hz(-gb-2312)?$/, "hz-gb-2312"],
];

/** Says nothing: plain text before there were others, or a sender's way of saying that it does not know. */
const UNKNOWN = /^(us-?ascii|ascii|ansi_x3.*|iso-?646.*|646|us|7-?bit|8-?bit|binary|none|null|unknown.*|x-unknown.*|default.*|x-user-defined|iso-8859|_.*|)$/;

/** The charset to decode with; null where the label says nothing that helps. */
export function charsetOf(label: string | null | undefined): string | null {
  const name = (label ?? "")
    .trim()
    .replace(/^["']+|["';,]+$/g, "")
    .replace(/^charset=/i, "")
    .toLowerCase()
    .replace(/\*.*$/, "");
  if (UNKNOWN.test(name)) return null;
  const meant = MEANT.find(([pattern]) => pattern.test(name))?.[1];
  if (meant) return meant;
  return iconv.encodingExists(name) && !NO_CHARSET.has(name) ? name : null;
}

/** iconv-lite's own names for what is no charset of text. */
const NO_CHARSET = new Set(["base64", "hex", "internal", "binary", "_internal"]);
