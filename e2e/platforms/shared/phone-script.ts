/** The phone's behaviour. Plain script, since it is sent as it stands; texts are set as text, never as HTML. */
export const PHONE_SCRIPT = `
const $ = (id) => document.getElementById(id);
let view = null, person = localStorage.person || "", account = localStorage.account || "", shown = "";
const el = (tag, cls, text) => { const e = document.createElement(tag); if (cls) e.className = cls; if (text) e.textContent = text; return e; };
const post = (path, body) => fetch("/__phone/" + path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ person, account, ...body }) }).then((r) => r.json());
async function refresh() {
  const asked = person + " " + account;
  const answer = await fetch("/__phone/state?person=" + encodeURIComponent(person) + "&account=" + encodeURIComponent(account)).then((r) => r.json());
  if (asked !== person + " " + account) return refresh(); // Somebody else was chosen while the answer was under way.
  view = answer;
  person = localStorage.person = view.person; account = localStorage.account = view.account;
  const key = JSON.stringify(view);
  if (key === shown) return;
  shown = key;
  draw();
  if (document.visibilityState === "visible" && view.messages.some((m) => m.from === "business")) post("seen", {});
}
function options(select, list, chosen) {
  select.replaceChildren(...list.map((x) => { const o = el("option", "", x.name); o.value = x.id; o.selected = x.id === chosen; return o; }));
}
function draw() {
  const business = view.accounts.find((a) => a.id === account) || { name: "", isConnected: false };
  options($("person"), view.people, person);
  options($("account"), view.accounts, account);
  $("avatar").textContent = business.name.slice(0, 1);
  $("status").textContent = view.isBlocked ? "blocked by you" : business.isConnected ? "connected" : "not connected yet";
  $("block").textContent = view.isBlocked ? "Unblock" : "Block";
  const list = $("messages");
  const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  list.replaceChildren(...(view.messages.length ? view.messages.flatMap(rows) : [el("p", "empty", business.isConnected ? "Say hello to " + business.name + "." : "Nobody listens here yet. Connect this account in the desk first. " + (business.hint || ""))]));
  if (view.isTyping) list.append(el("p", "typing", business.name + " is typing\\u2026"));
  if (isAtEnd) list.scrollTop = list.scrollHeight;
}
function rows(m) {
  const row = el("div", "row" + (m.from === "person" ? " mine" : ""));
  row.dataset.id = m.id;
  if (m.media) row.append(media(m.media));
  if (m.text) row.append(el("div", "bubble", m.text));
  if (m.reaction) row.append(el("span", "react", m.reaction));
  const meta = el("div", "meta", new Date(m.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
  if (m.isEdited) meta.append(el("span", "", "edited"));
  if (m.from === "person") {
    meta.append(el("span", "", m.isTaken === undefined ? "sending" : m.isTaken ? "sent" : "not taken yet"));
    if (m.text && can("edit")) meta.append(action("edit", () => { const text = prompt("Edit your message", m.text); if (text) post("edit", { id: m.id, text }).then(refresh); }));
  } else if (can("react")) meta.append(action(m.reaction ? "remove reaction" : "react", () => post("react", { id: m.id, emoji: m.reaction ? null : "\\u2764\\ufe0f" }).then(refresh)));
  row.append(meta);
  if (!m.buttons || !m.buttons.length) return [row];
  const buttons = el("div", "buttons");
  buttons.append(...m.buttons.map((b) => { const x = el("button", "", b.title); x.type = "button"; x.onclick = () => post("press", { id: m.id, ...b }).then(refresh); return x; }));
  return [row, buttons];
}
const can = (act) => !(view.lacks || []).includes(act);
const action = (label, run) => { const b = el("button", "", label); b.type = "button"; b.onclick = run; return b; };
function media(file) {
  if (file.type === "image" || file.type === "sticker") { const box = el("div", "bubble media"), img = el("img"); img.src = file.url; img.alt = file.name; box.append(img); return box; }
  const box = el("div", "bubble"), link = el("a", "", "\\ud83d\\udcce " + file.name); link.href = file.url; link.target = "_blank"; link.rel = "noopener"; box.append(link); return box;
}
$("composer").onsubmit = (event) => { event.preventDefault(); const text = $("text").value.trim(); if (!text) return; $("text").value = ""; post("messages", { text }).then(refresh); };
$("photo").onchange = () => {
  const file = $("photo").files[0];
  if (!file) return;
  const reader = new FileReader();
  reader.onload = () => post("messages", { photo: { name: file.name, type: file.type || "application/octet-stream", base64: String(reader.result).split(",")[1] } }).then(refresh);
  reader.readAsDataURL(file);
  $("photo").value = "";
};
if ($("sticker")) $("sticker").onclick = () => post("messages", { sticker: "sticker" }).then(refresh);
for (const extra of document.querySelectorAll(".extras button")) extra.onclick = () => post(extra.dataset.path, JSON.parse(extra.dataset.body)).then(refresh);
$("person").onchange = () => { person = $("person").value; refresh(); };
$("account").onchange = () => { account = $("account").value; refresh(); };
$("new-person").onclick = async () => { const name = prompt("Name of the new person"); if (!name) return; const made = await fetch("/__phone/people", { method: "POST", body: JSON.stringify({ name }) }).then((r) => r.json()); person = made.id; refresh(); };
$("block").onclick = () => post("block", { isBlocked: !view.isBlocked }).then(refresh);
document.addEventListener("visibilitychange", () => { shown = ""; refresh(); });
new EventSource("/__live").onmessage = refresh;
refresh();
`;
