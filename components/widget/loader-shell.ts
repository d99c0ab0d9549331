/** How this channel's launcher looks and speaks. From the server, with the colours in place: it need not be in every page twice. */
export interface LauncherLook {
  name: string;
  css: string;
  words: { open: string; close: string; unread: string };
}

/** Launcher in a closed shadow root below <html>, where neither the page's styles nor its changing body reach it. */
export function createShell({ css }: LauncherLook, onToggle: () => void) {
  const host = document.createElement("div");
  // Inline and important: a page's "* {all: unset !important}" does not win against it.
  host.style.cssText = "all:initial!important;position:fixed!important;z-index:2147483000!important";
  const shadow = host.attachShadow({ mode: "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  shadow.adoptedStyleSheets = [sheet];
  const button = document.createElement("button");
  const badge = document.createElement("span");
  button.onclick = onToggle;
  button.append(badge);
  shadow.append(button);
  shadow.addEventListener("keydown", (event) => (event as KeyboardEvent).key === "Escape" && button.ariaExpanded === "true" && onToggle());
  document.documentElement.append(host);
  return { host, shadow, button, badge };
}
