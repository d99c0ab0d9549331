/** Runs in the customer's browser: plain JavaScript, no build. Mails are shown in a frame without scripts. */
export const PAGE_SCRIPT = `
const $ = (id) => document.getElementById(id), el = (tag, text) => { const e = document.createElement(tag); if (text) e.textContent = text; return e; };
let person = new URLSearchParams(location.hash.slice(1)).get("person") || "", state = null, open = "", draft = {};
const post = (path, body) => fetch("/__mail/" + path, { method: "POST", body: JSON.stringify(body) }).then(async (r) => { const b = await r.json(); if (!r.ok) throw new Error(b.error); return b; });
async function refresh() {
  const answer = await fetch("/__mail/state" + (person ? "?person=" + encodeURIComponent(person) : ""));
  if (!answer.ok) { person = ""; return; }
  state = await answer.json(); person = state.person; location.hash = "person=" + encodeURIComponent(person);
  $("person").replaceChildren(...state.people.map((p) => { const o = el("option", p.name); o.value = p.address; o.selected = p.address === person; return o; }));
  $("list").replaceChildren(...[...state.mails].reverse().map(row));
  if (!state.mails.some((m) => m.id === open)) open = "";
}
function row(mail) {
  const li = el("li"), button = el("button"), at = new Date(mail.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  button.type = "button"; button.setAttribute("aria-current", String(mail.id === open));
  button.append(el("b", mail.subject || "(no subject)"), el("span", (mail.isMine ? "To " + mail.to.join(", ") : mail.from) + " \\u00b7 " + at));
  button.onclick = () => { open = mail.id; document.body.classList.remove("writing"); show(mail); refresh(); };
  li.append(button); return li;
}
function show(mail) {
  const answer = el("button", "Reply"), all = el("button", "Reply to all"), plain = el("button", mail.html ? "Show as text" : ""), bar = el("div"), body = el("div");
  bar.className = "row"; answer.type = all.type = plain.type = "button";
  answer.onclick = () => compose(reply(mail, false)); all.onclick = () => compose(reply(mail, true));
  bar.append(answer, all); if (mail.html) bar.append(plain);
  const text = () => el("pre", mail.text);
  const rich = () => { const f = el("iframe"); f.title = "Mail"; f.sandbox = "allow-popups"; f.srcdoc = withPictures(mail); return f; };
  let isText = !mail.html; body.append(isText ? text() : rich());
  plain.onclick = () => { isText = !isText; plain.textContent = isText ? "Show as HTML" : "Show as text"; body.replaceChildren(isText ? text() : rich()); };
  const files = el("p"); files.className = "files";
  mail.attachments.forEach((a, i) => { const link = el("a", a.name + " (" + Math.ceil(a.sizeBytes / 1024) + " KB)"); link.href = fileUrl(mail, i); link.target = "_blank"; files.append(link); });
  const meta = (label, value) => { const p = el("p", label + ": " + value); p.className = "meta"; return p; };
  $("mail").replaceChildren(el("h2", mail.subject || "(no subject)"), meta("From", mail.from), meta("To", mail.to.join(", ")), ...(mail.cc.length ? [meta("Cc", mail.cc.join(", "))] : []), meta("Reply to", mail.replyTo), bar, body, files);
}
const fileUrl = (mail, i) => "/__mail/file?" + new URLSearchParams({ person, id: mail.id, index: i });
function withPictures(mail) {
  let html = mail.html; mail.attachments.forEach((a, i) => { if (a.cid) html = html.split("cid:" + a.cid).join(location.origin + fileUrl(mail, i)); }); return html;
}
function reply(mail, toAll) {
  const isAnswer = /^(re|aw|sv|\\u56de\\u590d|\\u7b54\\u590d)\\s*[:\\uff1a]/i.test(mail.subject), to = mail.isMine ? mail.to : [mail.replyTo];
  const others = toAll ? [...mail.to, ...mail.cc].filter((a) => !a.includes(person) && !to.some((t) => a.includes(t)) && !a.includes(mail.from)) : [];
  const quote = mail.text.split("\\n").map((l) => "> " + l).join("\\n"), who = mail.from + (/<.*>/.test(mail.from) ? "" : " <" + mail.from + ">");
  const when = new Date(mail.at).toLocaleString("en-US", { weekday: "short", month: "short", day: "numeric", year: "numeric", hour: "numeric", minute: "2-digit" }).replace(/, (\\d+:)/, " at $1");
  return { to: to.join(", "), cc: others.join(", "), subject: isAnswer ? mail.subject : "Re: " + mail.subject, text: "\\n\\nOn " + when + " " + who + " wrote:\\n\\n" + quote, inReplyTo: mail.messageId, references: [...mail.references, mail.messageId] };
}
function compose(mail) {
  draft = mail; for (const field of ["to", "cc", "subject", "text"]) $(field).value = mail[field] || "";
  $("files").value = ""; $("problem").textContent = ""; document.body.classList.add("writing");
  $(mail.to ? "text" : "to").focus(); $("text").setSelectionRange(0, 0);
}
const base64 = (file) => new Promise((done) => { const r = new FileReader(); r.onload = () => done({ name: file.name, type: file.type || "application/octet-stream", base64: String(r.result).split(",")[1] || "" }); r.readAsDataURL(file); });
$("composer").onsubmit = async (event) => {
  event.preventDefault();
  const attachments = await Promise.all([...$("files").files].map(base64));
  const fields = Object.fromEntries(["to", "cc", "subject", "text"].map((f) => [f, $(f).value]));
  try { await post("messages", { person, ...fields, attachments, inReplyTo: draft.inReplyTo, references: draft.references }); document.body.classList.remove("writing"); refresh(); }
  catch (error) { $("problem").textContent = error.message; }
};
$("write").onclick = () => compose({ to: (state && state.businesses[0] && state.businesses[0].address) || "" });
$("discard").onclick = () => document.body.classList.remove("writing");
$("person").onchange = () => { person = $("person").value; open = ""; $("mail").replaceChildren(); refresh(); };
$("new-person").onclick = async () => { const name = prompt("Name of the new person"); if (!name) return; person = (await post("people", { name })).address; $("mail").replaceChildren(); refresh(); };
new EventSource("/__live").onmessage = refresh;
`;
