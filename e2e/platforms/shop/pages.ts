interface Product {
  slug: string;
  name: string;
  price: string;
  text: string;
  /** Two colours of its drawing. */
  colours: [string, string];
}

const PRODUCTS: Product[] = [
  {
    slug: "aurora-shell",
    name: "Aurora shell jacket",
    price: "€249",
    text: "Three layers, 20,000 mm, taped seams. Weighs 412 g in M and folds into its own pocket.",
    colours: ["#2f5d62", "#a7c4bc"],
  },
  {
    slug: "fjell-45",
    name: "Fjell 45 backpack",
    price: "€179",
    text: "Forty-five litres for three nights. Back length adjusts from 42 to 52 cm.",
    colours: ["#8c4a2f", "#e0b084"],
  },
  {
    slug: "tarn-stove",
    name: "Tarn gas stove",
    price: "€69",
    text: "Boils half a litre in two minutes forty. Fits every threaded cartridge.",
    colours: ["#3b3f58", "#a0a7c9"],
  },
];

interface Snippet {
  widgetHost: string;
  channelId: string;
}

/** One page of the shop. Links change the address without loading, as most shops do. */
export function pageHtml(url: URL, { widgetHost, channelId }: Snippet): string {
  const product = PRODUCTS.find(({ slug }) => url.pathname === `/products/${slug}`);
  const [id = "", signature = ""] = (url.searchParams.get("signed") ?? "").split(".");
  const identity = id ? ` data-user="${attribute(id)}" data-signature="${attribute(signature)}"` : "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${product ? `${product.name} · Nordwind` : "Nordwind · Outdoor things that last"}</title>
<link rel="stylesheet" href="/shop.css">
</head>
<body${url.searchParams.has("hostile") ? ' class="hostile"' : ""}${identity}>
<nav><a class="brand" href="/">Nordwind</a><span>Free returns for 100 days</span></nav>
<main>${product ? detail(product) : list()}</main>
<footer>Nordwind Outdoor AB · Storgatan 12, Östersund</footer>
<script src="/shop.js"></script>
<script async src="${attribute(widgetHost)}/widget.js" data-channel="${attribute(channelId)}"></script>
</body>
</html>
`;
}

function list(): string {
  return `<h1>Outdoor things that last</h1><div class="grid">${PRODUCTS.map(card).join("")}</div>`;
}

function card(product: Product): string {
  return `<a class="card" href="/products/${product.slug}">${drawing(product)}<b>${product.name}</b><span>${product.price}</span></a>`;
}

function detail(product: Product): string {
  return `<div class="detail">${drawing(product)}<div><h1>${product.name}</h1><p class="price">${product.price}</p><p>${product.text}</p><button type="button">Add to basket</button><p><a href="/">Back to all products</a></p></div></div>`;
}

function drawing({ colours: [dark, light] }: Product): string {
  return `<svg viewBox="0 0 320 220" role="img" aria-label="Mountains"><rect width="320" height="220" fill="${light}"/><circle cx="246" cy="58" r="24" fill="#fff" opacity=".75"/><path d="M0 220 92 88l46 62 60-96 122 166z" fill="${dark}"/><path d="M0 220l70-58 60 30 74-44 116 72z" fill="${dark}" opacity=".55"/></svg>`;
}

function attribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}

export const SHOP_STYLE = `body{margin:0;font:16px/1.6 Georgia,serif;color:#22302f;background:#f7f4ee}
nav{display:flex;justify-content:space-between;align-items:center;padding:18px 32px;border-bottom:1px solid #ddd5c6;font-size:14px}
.brand{font-size:22px;font-weight:bold;letter-spacing:.02em;color:inherit;text-decoration:none}
main{max-width:1000px;margin:0 auto;padding:32px}
h1{font-size:34px;line-height:1.2;margin:8px 0 24px}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(240px,1fr));gap:24px}
.card{display:flex;flex-direction:column;gap:4px;color:inherit;text-decoration:none}
svg{width:100%;border-radius:6px}
.detail{display:grid;grid-template-columns:repeat(auto-fit,minmax(280px,1fr));gap:32px}
.price{font-size:22px}
button{font:inherit;padding:10px 22px;border:0;border-radius:4px;background:#22302f;color:#fff}
footer{padding:32px;text-align:center;font-size:13px;color:#5f6b66}
.hostile~*,.hostile *{letter-spacing:.3em}
html:has(.hostile) *{all:unset!important;display:inline!important;visibility:hidden!important;color:red!important;transform:rotate(3deg)!important}`;

/** Links without loading, a queue before the loader is there, and the log-in of `?signed`. */
export const SHOP_SCRIPT = `window.Parley = window.Parley || function () { (window.Parley.q = window.Parley.q || []).push(arguments) };
var user = document.body.dataset.user;
if (user) Parley("identify", { id: user, name: "Lucía Fernández", email: "lucia@example.test", attributes: { plan: "Club" }, signature: document.body.dataset.signature });
async function show(path) {
  var answer = await fetch(path).then(function (response) { return response.text() });
  var page = new DOMParser().parseFromString(answer, "text/html");
  document.querySelector("main").replaceWith(page.querySelector("main"));
  document.title = page.title;
}
document.addEventListener("click", function (event) {
  var link = event.target.closest("a");
  if (!link || link.origin !== location.origin) return;
  event.preventDefault();
  history.pushState({}, "", link.href);
  show(link.href);
});
addEventListener("popstate", function () { show(location.href) });
`;
