import { type FSWatcher, watch } from "node:fs";
import path from "node:path";
import { html, type Running, serve } from "../shared/http";
import { createLive } from "../shared/live";
import { openStateFile } from "../shared/state-file";
import { mailRoutes } from "./mail-api";
import { mailPage } from "./page";
import type { MailPorts } from "./recipes";
import { startMailServers } from "./servers";
import { BUSINESS_DOMAIN, CUSTOMER_DOMAIN, newWorld, type World } from "./world";

export interface MailOptions {
  /** Of the page. */
  port: number;
  /** The demo mailbox's password follows from it. */
  appSecret: string;
  stateFile?: string;
  /** Where the mails lie. */
  folder: string;
  /** Known to whoever connects the mailbox; free ones unless given. */
  mailPorts?: Partial<MailPorts>;
}

/** Starts the mail servers and the customers' mail program on one page. The only thing simulated here is the customer. */
export async function start({ port, appSecret, stateFile, folder, mailPorts }: MailOptions): Promise<Running> {
  const file = openStateFile<World>(stateFile);
  const world = file.load() ?? newWorld(appSecret);
  const accounts = [...world.people, ...world.businesses];
  const servers = await startMailServers({ folder, domains: [BUSINESS_DOMAIN, CUSTOMER_DOMAIN], accounts, ports: mailPorts });
  const live = createLive();
  const changed = () => {
    file.save(world);
    live.changed();
  };
  const running = await serve(port, [
    ["GET", /^\/$/, () => html(mailPage())],
    ["GET", /^\/__live$/, (call) => live.open(call)],
    ...mailRoutes({ world, servers, changed }),
  ]);
  const watcher = watchMail(path.join(servers.folder, "mail"), live.changed);
  return {
    url: running.url,
    async close() {
      watcher.close();
      live.close();
      file.close();
      await Promise.all([running.close(), servers.stop()]);
    },
  };
}

/** A mail arrives as a file: open pages look again. */
function watchMail(folder: string, onChange: () => void): FSWatcher {
  return watch(folder, { recursive: true }, (_event, name) => {
    if (name?.includes("/new/") || name?.includes("/cur/")) onChange();
  });
}
