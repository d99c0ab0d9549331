import "@/lib/env";
import { startWeb } from "./web-server";

process.title = "parley-web";

void startWeb().catch((error: Error) => {
  process.stderr.write(`parley-web: ${error.message}\n`);
  process.exit(1);
});
