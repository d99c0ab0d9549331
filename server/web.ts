import "@/lib/env";
import { logCrashes } from "./log-crashes";
import { startWeb } from "./web-server";

process.title = "parley-web";
logCrashes();

void startWeb().catch((error: Error) => {
  process.stderr.write(`parley-web: ${error.message}\n`);
  process.exit(1);
});
