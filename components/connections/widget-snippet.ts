/** The line that a business puts on its pages. */
export function widgetSnippet(host: string, channelId: string): string {
  return `<script async src="${host}/widget.js" data-channel="${channelId}"></script>`;
}
