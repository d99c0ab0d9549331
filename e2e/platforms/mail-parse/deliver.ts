import type { Control } from "../shared/control";
import { type Arrived, type Body, mailgunBody, postmarkBody, sendgridBody } from "./bodies";
import type { Post, ServiceName, World } from "./world";

interface Rule {
  body(arrived: Arrived, control: Control): Body;
  /** Whether what was answered is worth another try. */
  isAgain(status: number): boolean;
}

/** 0: nobody answered. */
const RULES: Record<ServiceName, Rule> = {
  mailgun: { body: mailgunBody, isAgain: (status) => status !== 406 },
  // Whatever says that it is our fault, or a redirect, drops the mail.
  sendgrid: { body: sendgridBody, isAgain: (status) => status === 0 || status >= 500 },
  postmark: { body: postmarkBody, isAgain: (status) => status !== 403 },
};

const TRIES = 3;

/** Posts an arrived mail as its service does, signed anew each time, until it is taken or given up. */
export async function deliver(world: World, arrived: Arrived, { control, retryMs }: { control: Control; retryMs: number }): Promise<Post> {
  const rule = RULES[arrived.account.service];
  const post: Post = { address: arrived.account.address, statuses: [], outcome: null };
  world.posts.push(post);
  const times = control.take("double") ? 2 : 1;
  while (post.outcome === null) {
    const body = rule.body(arrived, control);
    let status = 0;
    for (let i = 0; i < times; i++) status = await attempt(body);
    post.statuses.push(status);
    if (status === 200) post.outcome = "taken";
    else if (!rule.isAgain(status) || post.statuses.length >= TRIES) post.outcome = "given-up";
    else await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
  return post;
}

async function attempt({ url, headers, body }: Body): Promise<number> {
  const response = await fetch(url, { method: "POST", headers, body: new Uint8Array(body), redirect: "manual" }).catch(() => null);
  await response?.arrayBuffer();
  return response?.status ?? 0;
}
