import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { pageHtml, SHOP_SCRIPT, SHOP_STYLE } from "./pages";

interface ShopOptions {
  /** 0 picks a free one. */
  port: number;
  /** Origin that the widget comes from: "http://localhost:3000". */
  widgetHost: string;
  channelId: string;
}

export interface Shop {
  url: string;
  close(): Promise<void>;
}

/**
 * A business's own site, on an origin of its own: a small outdoor shop with the widget's snippet, as a customer would find it.
 * `?plain`, `?hostile`, `?csp` show the widget on an awkward page: with the queue before the loader, with styles that reset
 * everything, and with a strict content security policy. `?signed=<id>.<signature>` is a customer who is logged in.
 */
export async function start({ port, widgetHost, channelId }: ShopOptions): Promise<Shop> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://shop.invalid");
    if (url.pathname === "/shop.css") return void response.writeHead(200, { "content-type": "text/css" }).end(SHOP_STYLE);
    if (url.pathname === "/shop.js") return void response.writeHead(200, { "content-type": "text/javascript" }).end(SHOP_SCRIPT);
    const headers: Record<string, string> = { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" };
    if (url.searchParams.has("csp")) headers["content-security-policy"] = strictPolicy(widgetHost);
    response.writeHead(200, headers).end(pageHtml(url, { widgetHost, channelId }));
  });
  await listen(server, port);
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** What the widget's documentation asks of a site with a policy, and no more. */
function strictPolicy(widgetHost: string): string {
  return `default-src 'none'; script-src 'self' ${widgetHost}; style-src 'self'; img-src 'self' data:; connect-src ${widgetHost}; frame-src ${widgetHost}; require-trusted-types-for 'script'`;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
}
