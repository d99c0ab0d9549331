import path from "node:path";
import { env } from "@/lib/env";
import { seedDemo } from "@/prisma/seed";
import { loadSecrets } from "@/server/local/secrets";
import { say } from "./output";

/** `seed`: a demo workspace, with the password that `npm start` prints. */
export async function seedCommand(size: "small" | "large") {
  const password = loadSecrets(path.resolve(env().DATA_DIR)).demoPassword;
  const made = await seedDemo({ password, size });
  say(`sign in as ${made.email} with password ${password}`);
  return { ...made, size };
}
