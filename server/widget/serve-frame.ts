import { realtimeConfig } from "@/server/realtime/pusher";
import { builtWidget } from "./built-widget";
import { findWidgetChannel, type WidgetChannel } from "./find-widget-channel";
import { frameAncestors } from "./frame-ancestors";

/** The panel's page. Only the channel's own sites may frame it (CSP, in place of X-Frame-Options); throws not-found for an unknown channel. */
export async function serveFrame(channelId: string): Promise<Response> {
  const channel = await findWidgetChannel(channelId);
  const { app, style } = await builtWidget();
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-cache",
    "content-security-policy": policy(channel),
    "referrer-policy": "origin",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "cross-origin",
  };
  return new Response(page(channel, { app, style }), { headers });
}

/** No inline script or style, nothing from elsewhere, no form: what a message holds can only ever be text. */
function policy({ settings }: WidgetChannel): string {
  const { host, port, tls, cluster } = realtimeConfig();
  const socket = `${tls ? "wss" : "ws"}://${host ?? `ws-${cluster}.pusher.com`}:${port}`;
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    `connect-src 'self' ${socket}`,
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${frameAncestors(settings.allowedDomains)}`,
  ].join("; ");
}

function page({ id, settings }: WidgetChannel, { app, style }: { app: string; style: string }): string {
  // Ids and file names are ours; the domains come from settings and may hold anything.
  const domains = escapeAttribute(JSON.stringify(settings.allowedDomains));
  return `<!doctype html>
<html lang="en" data-channel="${id}" data-domains="${domains}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<title>Chat</title>
<link rel="stylesheet" href="/widget/${style}">
<div id="app"></div>
<script type="module" src="/widget/${app}"></script>
</html>
`;
}

function escapeAttribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
