import * as z from "zod";
import type { ConsentInput, Transport } from "@/server/channels/contract";
import { callGraph, GRAPH_VERSION, graphUrl, readAnswer } from "./meta-graph";
import { metaId, nodeAnswerSchema, tokenAnswerSchema } from "./meta-payload";
import type { Refusals } from "./meta-refusals";

/** Nobody manages more Pages than this; a paging loop that never ends stops here. */
const MAX_PAGINGS = 40;
/** Where Facebook's API is the real one, its dialog stands on the site; a simulator or proxy serves both. */
const API = "https://graph.facebook.com";

/** Roles of the person at the Page: without MODERATE the Page cannot be subscribed, without MESSAGING nothing can be sent. */
const NEEDED_TASKS = ["MESSAGING", "MODERATE"];

const pageSchema = z.looseObject({
  id: metaId,
  name: z.string(),
  access_token: z.string().optional(),
  tasks: z.array(z.string()).optional(),
  instagram_business_account: z.looseObject({ id: metaId, username: z.string().optional(), name: z.string().optional() }).optional().catch(undefined),
});
export type GrantedPage = z.output<typeof pageSchema>;

const pagesAnswerSchema = z.looseObject({
  data: z.array(pageSchema),
  paging: z.looseObject({ cursors: z.looseObject({ after: z.string().optional() }).optional(), next: z.string().optional() }).optional(),
});

/** Who gave consent, with a token that lives for about sixty days. */
interface GrantedUser {
  token: string;
  userId: string;
}

interface Way {
  transport: Transport;
  refusals: Refusals;
}

/** Facebook's consent page: by the app's login configuration where it has one, else by the permissions. */
export function facebookLoginUrl({ app, apiUrl, redirectUri, state }: ConsentInput & { state: string }, scopes: string[]): string {
  const site = apiUrl === API ? "https://www.facebook.com" : apiUrl;
  const { configId } = app.settings ?? {};
  const asked: Record<string, string> = configId ? { config_id: configId } : { scope: scopes.join(",") };
  const query = new URLSearchParams({ client_id: app.appId, redirect_uri: redirectUri, state, response_type: "code", ...asked });
  return `${site}/${GRAPH_VERSION}/dialog/oauth?${query}`;
}

/** Code, short token, long token: only Page tokens of a long user token do not die within hours. */
export async function exchangeFacebookCode({ apiUrl, app, code, redirectUri }: ConsentInput & { code: string }, way: Way): Promise<GrantedUser> {
  const secrets = { client_id: app.appId, client_secret: app.appSecret };
  const short = await getToken(apiUrl, { ...secrets, redirect_uri: redirectUri, code }, way);
  const token = await getToken(apiUrl, { ...secrets, grant_type: "fb_exchange_token", fb_exchange_token: short }, way);
  const me = readAnswer(nodeAnswerSchema, await getAs(token, graphUrl(apiUrl, "me", { fields: "id" }), way), way.refusals.platform);
  return { token, userId: me.id };
}

/** Every Page that the person has given us, over all result pages. */
export async function listGrantedPages(apiUrl: string, { token, fields }: { token: string; fields: string }, way: Way): Promise<GrantedPage[]> {
  const pages: GrantedPage[] = [];
  let after: string | undefined;
  for (let paging = 0; paging < MAX_PAGINGS; paging++) {
    const query = { fields, limit: "100", ...(after ? { after } : {}) };
    const answer = readAnswer(pagesAnswerSchema, await getAs(token, graphUrl(apiUrl, "me/accounts", query), way), way.refusals.platform);
    pages.push(...answer.data);
    // Our own address with their cursor: the `next` link they send names a host that a stranger could choose.
    after = answer.paging?.next ? answer.paging.cursors?.after : undefined;
    if (!after) break;
  }
  return pages;
}

/** Why the person cannot connect this Page, as a sentence; null where they can. */
export function problemOfPage({ tasks, access_token }: GrantedPage): string | null {
  const missing = NEEDED_TASKS.filter((task) => !tasks?.includes(task));
  if (missing.length === 0 && access_token) return null;
  return `You need the tasks "Messages" and "Community activity" on this Page; ask its owner (missing: ${missing.join(", ") || "access"}).`;
}

function getAs(token: string, url: string, { transport, refusals }: Way): Promise<unknown> {
  return callGraph({ method: "GET", url, headers: { authorization: `Bearer ${token}` } }, transport, refusals);
}

async function getToken(apiUrl: string, query: Record<string, string>, { transport, refusals }: Way): Promise<string> {
  const answer = await callGraph({ method: "GET", url: graphUrl(apiUrl, "oauth/access_token", query) }, transport, refusals);
  return readAnswer(tokenAnswerSchema, answer, refusals.platform).access_token;
}
