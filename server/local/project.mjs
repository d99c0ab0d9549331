// What the plain starters share: where the project is, its own Node.js, and what its sources hash to.
// Plain JavaScript: it runs on the Node.js of the machine (20.19 or newer), before anything is built.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** The Node.js that the project brings along: everything but these starters runs on it. */
export const NODE = path.join(ROOT, "node_modules/.bin/node");

/** Says one sentence and ends. */
export function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** Stops with one sentence when `npm ci` has not been run. */
export function requireInstalled() {
  if (!existsSync(NODE)) fail("The dependencies are not installed. Run `npm ci` first.");
}

/** Runs a script on the project's Node.js and gives its output when it succeeds; else prints the output and ends the process. */
export async function run(name, args, { env = {}, quiet = true } = {}) {
  const { status, output } = await attempt(args, { env, quiet });
  if (status === 0) return output;
  if (quiet) process.stderr.write(output);
  fail(`${name} failed.`);
}

/** The same without ending the process. */
export function attempt(args, { env = {}, quiet = true } = {}) {
  return new Promise((resolve) => {
    const child = spawn(NODE, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output += chunk;
        if (!quiet) process.stdout.write(chunk);
      });
    }
    child.once("error", (error) => resolve({ status: 1, output: `${output}${error.message}\n` }));
    child.once("close", (status) => resolve({ status: status ?? 1, output }));
  });
}

const GENERATED = /(^|\/)(generated|node_modules|\.[^/]+|widget\.js)$|^public\/widget$|\.test\.tsx?$|\.md$/;

/** A hash over files and folders (relative to the root), by name and content; generated files, tests and documents do not count. */
export function fingerprint(entries) {
  const hash = createHash("sha256").update(process.platform + process.arch);
  for (const entry of entries) addTo(hash, entry);
  return hash.digest("hex");
}

function addTo(hash, relative) {
  const file = path.join(ROOT, relative);
  if (!existsSync(file)) return;
  if (statSync(file).isFile()) {
    hash.update(`${relative}\0`).update(readFileSync(file));
    return;
  }
  for (const name of readdirSync(file).sort()) {
    const inside = `${relative}/${name}`;
    if (!GENERATED.test(inside)) addTo(hash, inside);
  }
}
