/**
 * Builds the widget: the loader as `widget.js` (a classic script: it asks `document.currentScript`), the panel as hashed files
 * in `widget/` with a manifest. Refuses to build over its budgets: what stands here is what the business's page pays.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** Bytes after gzip, as the issue promises them. */
export const BUDGETS = { loader: 2 * 1024, panel: 40 * 1024 };

const here = path.dirname(fileURLToPath(import.meta.url));

async function bundle(entry, options) {
  const result = await build({
    entryPoints: [path.join(here, entry)],
    bundle: true,
    minify: true,
    write: false,
    charset: "utf8",
    target: ["es2022", "safari16.4"],
    legalComments: "none",
    define: { "process.env.NODE_ENV": '"production"' },
    ...options,
  });
  return Buffer.from(result.outputFiles[0].contents);
}

const gzip = (bytes) => gzipSync(bytes, { level: 9 }).length;
const hash = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 8).toUpperCase();

/** Writes `<outDir>/widget.js` and `<outDir>/widget/`; gives the gzip sizes in bytes. Throws when one is over its budget. */
export async function buildWidget({ outDir }) {
  const [loader, app, style] = await Promise.all([
    bundle("loader.ts", { format: "iife" }),
    bundle("app.tsx", { format: "esm", jsx: "automatic", jsxImportSource: "preact" }),
    bundle("panel.css", {}),
  ]);
  const sizes = { loader: gzip(loader), panel: gzip(app) + gzip(style) };
  for (const [name, budget] of Object.entries(BUDGETS)) {
    if (sizes[name] > budget) throw new Error(`The widget's ${name} is ${sizes[name]} B gzip, over its budget of ${budget} B.`);
  }
  const names = { app: `app-${hash(app)}.js`, style: `app-${hash(style)}.css` };
  const folder = path.join(outDir, "widget");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(outDir, "widget.js"), loader);
  writeFileSync(path.join(folder, names.app), app);
  writeFileSync(path.join(folder, names.style), style);
  // Last: whoever reads the manifest finds the files. A panel that is open has its files already.
  writeFileSync(path.join(folder, "manifest.json"), JSON.stringify(names));
  for (const name of readdirSync(folder)) {
    if (name.startsWith("app-") && !Object.values(names).includes(name)) rmSync(path.join(folder, name));
  }
  return sizes;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sizes = await buildWidget({ outDir: process.argv[2] ?? "public" });
  console.log(`widget: loader ${sizes.loader} B, panel ${sizes.panel} B (gzip)`);
}
