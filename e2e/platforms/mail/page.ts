import { PAGE_SCRIPT } from "./page-script";

const STYLE = `
*{box-sizing:border-box}body{margin:0;height:100dvh;font:14px/1.45 system-ui,-apple-system,sans-serif;color:#1a2027;background:#e8ecf2;display:grid;grid-template-rows:auto 1fr}
header{display:flex;gap:12px;align-items:center;padding:10px 16px;background:#fff;border-bottom:1px solid #dfe4ea}header h1{font-size:16px;margin:0}header em{font-style:normal;font-size:11px;background:#fff3cd;color:#6b5300;border-radius:6px;padding:2px 7px}
header label{margin-left:auto}select,input,textarea,button{font:inherit}button{border:1px solid #cbd3dd;background:#fff;border-radius:8px;padding:5px 12px;cursor:pointer}button.main{background:#2f5fd0;border-color:#2f5fd0;color:#fff}
main{display:grid;grid-template-columns:minmax(240px,320px) 1fr;min-height:0}#list{overflow-y:auto;background:#f7f9fb;border-right:1px solid #dfe4ea;margin:0;padding:0;list-style:none}
#list button{display:block;width:100%;text-align:left;border:0;border-bottom:1px solid #e6eaef;border-radius:0;background:none;padding:10px 14px}#list button[aria-current=true]{background:#dde7fb}#list b,#list span{display:block;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}#list span{color:#5c6673;font-size:12.5px}
article,form{overflow-y:auto;padding:18px 22px;background:#fff}article h2{font-size:19px;margin:0 0 6px}article p.meta{margin:0 0 2px;color:#5c6673;font-size:13px;overflow-wrap:anywhere}article pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;margin:14px 0}article iframe{width:100%;min-height:360px;border:0;margin-top:12px}.files a{display:inline-block;margin:4px 10px 4px 0}
form{display:none;gap:8px;flex-direction:column}form label{display:grid;gap:3px;font-size:12.5px;color:#5c6673}form input,form textarea{padding:7px 10px;border:1px solid #cbd3dd;border-radius:8px;color:#1a2027;font-size:14px}form textarea{min-height:180px;resize:vertical}.row{display:flex;gap:8px}body.writing form{display:flex}body.writing article{display:none}#problem{color:#b3261e}
:focus-visible{outline:2px solid #2f5fd0;outline-offset:1px}@media (max-width:640px){main{grid-template-columns:1fr;grid-template-rows:34% 1fr}}
`;

/** A mail program in the browser: one is the customer, writes to the business with real servers behind, and reads what came back. */
export const mailPage =
  (): string => `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Mail (simulator)</title><style>${STYLE}</style></head><body>
<header><h1>Mail</h1><em>Simulator</em><button id="write" class="main" type="button">New mail</button>
<label>You are <select id="person" aria-label="You are"></select></label><button id="new-person" type="button">New person</button></header>
<main><ul id="list" aria-label="Mails"></ul>
<article id="mail" aria-live="polite"><p>Write to the business as on your own computer. Your mails travel through real servers.</p></article>
<form id="composer"><label>To <input id="to" required></label><label>Cc <input id="cc"></label><label>Subject <input id="subject"></label>
<label>Text <textarea id="text"></textarea></label><label>Files <input id="files" type="file" multiple></label><p id="problem" role="alert"></p>
<div class="row"><button class="main">Send</button><button id="discard" type="button">Discard</button></div></form></main>
<script>${PAGE_SCRIPT}</script></body></html>`;
