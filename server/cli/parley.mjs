#!/usr/bin/env node
// `npx parley <command>`: runs the built command line on the project's own Node.js; builds first where nothing is built.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { build } from "../local/build.mjs";
import { NODE, ROOT, requireInstalled } from "../local/project.mjs";

requireInstalled();
const program = path.join(ROOT, "build/cli.js");
if (!existsSync(program)) await build((step) => process.stderr.write(`${step}\n`));

// The program works from the project's folder; a file that a person names is meant from theirs.
const here = process.env.INIT_CWD ?? process.cwd();
const given = process.argv.slice(2);
const args = given.map((word, i) => (["--out", "--in"].includes(given[i - 1] ?? "") ? path.resolve(here, word) : word));

const child = spawn(NODE, ["--enable-source-maps", program, ...args], { cwd: ROOT, stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.once("exit", (code) => process.exit(code ?? 1));
