// `npm start`: builds if the sources changed, then runs the launcher on the project's own Node.js and stands behind it.
import { spawn } from "node:child_process";
import path from "node:path";
import { build, isBuilt } from "./build.mjs";
import { NODE, ROOT, requireInstalled } from "./project.mjs";

requireInstalled();
process.title = "parley-start";
let isStopping = false;
let launcher;

// The terminal's Ctrl-C reaches the launcher too; a plain `kill` of this process does not. The launcher takes both as one.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    if (!launcher) process.exit(130);
    isStopping = true;
    launcher.kill(signal === "SIGHUP" ? "SIGTERM" : signal);
  });
}

if (!isBuilt()) await build((step) => process.stderr.write(`${step}\n`));
launch();

function launch() {
  // The channel tells the launcher when this process is gone, so that nothing is left behind.
  launcher = spawn(NODE, ["--enable-source-maps", path.join(ROOT, "build/launcher.js")], { cwd: ROOT, stdio: ["ignore", "inherit", "inherit", "ipc"] });
  launcher.once("exit", (code, signal) => {
    // Killed, not stopped: its children have ended with it, and another one takes their place.
    if (signal === "SIGKILL" && !isStopping) return setTimeout(launch, 500);
    process.exit(code ?? 1);
  });
}
