import { type AddressInfo, createServer, type Socket } from "node:net";

export interface ScriptedImap {
  port: number;
  /** Commands as they came, without their tags and without sign-in. */
  commands: string[];
  close(): Promise<void>;
}

/** What the server says before its OK, by the beginning of the command; null breaks the connection off after it. Lines end with CRLF by themselves. */
export type ImapScript = Record<string, string[] | [...string[], null]>;

const ALWAYS: ImapScript = {
  CAPABILITY: ["* CAPABILITY IMAP4rev1 IDLE"],
  EXAMINE: ["* 3 EXISTS", "* OK [UIDVALIDITY 7] valid", "* OK [UIDNEXT 13] next"],
};

/** An IMAP server that answers as told and nothing more: for answers that no real one would give twice. */
export async function startScriptedImap(script: ImapScript): Promise<ScriptedImap> {
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.write("* OK hello\r\n");
    let waiting = "";
    socket.on("data", (chunk) => {
      waiting += chunk.toString();
      const lines = waiting.split("\r\n");
      waiting = lines.pop() ?? "";
      for (const line of lines) answer(socket, line, { script: { ...ALWAYS, ...script }, commands });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { port: (server.address() as AddressInfo).port, commands, close };
}

function answer(socket: Socket, line: string, { script, commands }: { script: ImapScript; commands: string[] }): void {
  const [, tag = "", command = ""] = /^(\S+) (.*)$/.exec(line) ?? [];
  if (!/^(LOGIN|AUTHENTICATE)/.test(command)) commands.push(command);
  const said = Object.entries(script).find(([beginning]) => command.startsWith(beginning))?.[1] ?? [];
  for (const words of said) {
    if (words === null) return void socket.destroySoon();
    socket.write(`${words}\r\n`);
  }
  socket.write(`${tag} OK done\r\n`);
}
