import type { ServerResponse } from "node:http";

interface Problem {
  status: number;
  code: string;
  detail: string;
  requestId?: string;
  retryAfterSeconds?: number;
}

const TITLES: Record<number, string> = { 400: "Bad Request", 413: "Content Too Large", 500: "Internal Server Error", 503: "Service Unavailable" };
/** After a refusal the rest of a body is read and thrown away for this long: a reset would swallow the answer. */
const LINGER_MS = 5_000;

/** An RFC 9457 problem from the server itself, before or after a route had its say. */
export function answerProblem(response: ServerResponse, { status, code, detail, requestId, retryAfterSeconds }: Problem): void {
  const body = JSON.stringify({ type: "about:blank", title: TITLES[status], status, code, detail, requestId });
  if (retryAfterSeconds) response.setHeader("retry-after", String(retryAfterSeconds));
  const { req: request } = response;
  if (request.complete) return void response.writeHead(status, { "content-type": "application/problem+json" }).end(body);
  response.writeHead(status, { "content-type": "application/problem+json", "content-length": Buffer.byteLength(body) });
  response.write(body);
  const end = () => {
    clearTimeout(timer);
    response.end();
    request.destroy();
  };
  const timer = setTimeout(end, LINGER_MS);
  request.resume().once("end", end).once("close", end);
}

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Parley</title>
<style>body{font:15px/1.5 system-ui,sans-serif;max-width:26rem;margin:20vh auto;padding:0 1.5rem;color:#333}@media(prefers-color-scheme:dark){body{background:#111;color:#ccc}}</style>
<h1>One moment</h1><p>The database cannot be reached. Nothing is lost; this page tries again by itself.</p><p lang="zh-CN">暂时无法连接数据库。数据不会丢失，页面会自动重试。</p></html>`;

/** What a person sees while the database is away: no page could be made. */
export function answerUnavailable(response: ServerResponse): void {
  response.writeHead(503, { "content-type": "text/html; charset=utf-8", "retry-after": "2", refresh: "3", "cache-control": "no-store" }).end(PAGE);
}
