import type { WidgetSettings } from "./channel-settings";
import { readableOn } from "./readable-on";

const BUBBLE = "M12 2a10 9 0 0 0-8 14.5L3 21l5-2A10 9 0 1 0 12 2z";
const DOWN = "M3 9.500l2-2 7 7 7-7 2 2-9 9z";

const WORDS = {
  en: { open: "Open chat", close: "Close chat", unread: "unread" },
  "zh-CN": { open: "打开聊天", close: "关闭聊天", unread: "条未读" },
};

/**
 * The launcher's style sheet and words. They travel with the settings, so that the script on every page of the business stays
 * under 2 KB. `color` is checked to be #rrggbb, so nothing else gets into the sheet.
 */
export function launcherLook({ color, locale }: WidgetSettings, visitorLocale: string) {
  return { css: sheet(color), words: WORDS[locale ?? (/^zh\b/i.test(visitorLocale) ? "zh-CN" : "en")] };
}

function sheet(color: string): string {
  const text = readableOn(color);
  return `button{position:fixed;right:20px;bottom:20px;width:56px;height:56px;padding:0;border:0;border-radius:50%;cursor:pointer;background:${color};color:${text};box-shadow:0 2px 6px #0003,0 8px 24px #0003;transition:transform .12s}
button:hover{transform:scale(1.05)}
button:focus-visible{outline:2px solid ${color};outline-offset:3px}
button:before{content:"";display:block;width:24px;height:24px;margin:auto;background:${text};clip-path:path("${BUBBLE}")}
span{position:absolute;top:-4px;right:-4px;min-width:20px;padding:0 5px;box-sizing:border-box;border-radius:10px;background:#c4242b;color:#fff;font:600 12px/20px system-ui,sans-serif}
span:empty{display:none}
iframe{position:fixed;right:20px;bottom:88px;width:384px;height:min(640px,100dvh - 108px);border:0;border-radius:14px;box-shadow:0 2px 8px #0002,0 12px 48px #0004;visibility:hidden;opacity:0;transform:translateY(8px);transition:.18s cubic-bezier(.2,0,0,1)}
[aria-expanded=true]:before{clip-path:path("${DOWN}")}
[aria-expanded=true]~iframe{visibility:visible;opacity:1;transform:none}
@media(max-width:479px){iframe{inset:0;width:100%;height:100%;border-radius:0}[aria-expanded=true]{visibility:hidden}}
@media(prefers-reduced-motion:reduce){iframe,button{transition:none}}`;
}
