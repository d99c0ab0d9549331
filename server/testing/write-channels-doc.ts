import { readFileSync, writeFileSync } from "node:fs";
import { comparisonTables } from "@/server/channels/comparison-table";
import { listAdapters } from "@/server/channels/registry";

/*
 * `npm run docs:channels`: puts today's comparison of the channels into docs/channels.md. The test beside says when it is needed.
 */
const FILE = "docs/channels.md";
const [before, rest = ""] = readFileSync(FILE, "utf8").split("<!-- begin: generated -->");
const after = rest.split("<!-- end: generated -->")[1];
writeFileSync(FILE, `${before}<!-- begin: generated -->\n\n${comparisonTables(listAdapters())}\n\n<!-- end: generated -->${after}`);
