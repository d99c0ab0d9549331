import fc from "fast-check";
import { expect, test } from "vitest";
import { mail, mailRows, SALES, SUPPORT } from "@/server/testing/mail-history";
import type { Given } from "@/server/testing/play-history";

/*
 * Random threads: trees of mails in which everybody answers a mail they got, to us and to whom they like, under headers as good or bad
 * as programs write them. However they arrive, the same mails must stand together.
 */

const PEOPLE = ["ana", "bo", "chen", "dan", "eve"].map((name) => `${name}@example.com`);
const BOXES = ["support@acme.example", "sales@acme.example"];

interface Node {
  id: string;
  from: string;
  to: string[];
  /** As its answers would carry them on. */
  chain: string[];
  references: string[];
  subject: string;
  /** The thread it belongs to: the tree, or the place where the subject changed. */
  thread: string;
  boxes: (typeof SUPPORT)[];
}

const shape = fc.record({
  parent: fc.nat(),
  author: fc.nat(),
  copied: fc.subarray(PEOPLE),
  headers: fc.constantFrom("full" as const, "only-parent" as const, "cut" as const),
  boxes: fc.constantFrom<(typeof SUPPORT)[]>([SUPPORT], [SALES], [SUPPORT, SALES]),
  isNewSubject: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
});

/** A tree. Who answers was in the head of what they answer: nobody else has the mail. */
function grow(tree: number, shapes: (typeof shape extends fc.Arbitrary<infer T> ? T : never)[]): Node[] {
  const nodes: Node[] = [];
  for (const [i, { parent: p, author, copied, headers, boxes, isNewSubject }] of shapes.entries()) {
    const parent = nodes.length > 0 ? nodes[p % nodes.length] : undefined;
    const readers = parent ? [parent.from, ...parent.to] : PEOPLE;
    const from = readers[author % readers.length] ?? "ana@example.com";
    const id = `m${tree}.${i}@x`;
    const chain = parent ? [...parent.chain, parent.id] : [];
    const references = headers === "full" ? chain : headers === "cut" ? [...new Set([...chain.slice(0, 1), ...chain.slice(-1)])] : chain.slice(-1);
    const isOther = !parent || isNewSubject;
    const subject = isOther ? `matter ${tree} ${"abcdefghijklmnop"[i]}${"qrstuvwxyzklmnop"[i]}` : `Re: ${parent.subject}`;
    nodes.push({ id, from, to: copied.filter((one) => one !== from), chain: references, references, subject, thread: isOther ? id : parent.thread, boxes });
  }
  return nodes;
}

const givenOf = ({ id, from, to, references, subject, boxes }: Node): Given[] =>
  boxes.map((box) => mail(id, { from, to: [...BOXES, ...to], references, subject, box }));

/** Which mails stand together, in an order of its own. */
function groupsOf(batches: Given[][]): string[] {
  const rows = mailRows();
  for (const batch of batches) rows.take(batch);
  const isLive = rows.conversations.every(({ status }) => status === "open");
  const isDense = rows.conversations.every(({ id, lastSeq }) => {
    const seqs = rows.messages.filter((m) => m.conversationId === id).map(({ seq }) => seq);
    return new Set(seqs).size === lastSeq && Math.max(...seqs) === lastSeq;
  });
  expect([isLive, isDense]).toEqual([true, true]);
  expect(rows.conversations.map(({ inboundCount, lastSeq }) => inboundCount - lastSeq)).toEqual(rows.conversations.map(() => 0));
  return rows.conversations.map(({ id }) => idsIn(rows.messages.filter((m) => m.conversationId === id).map((m) => m.externalId ?? ""))).sort();
}

const idsIn = (ids: string[]) => ids.sort().join(" ");

function expectedGroups(nodes: Node[]): string[] {
  const threads = [...new Set(nodes.map(({ thread }) => thread))];
  return threads.map((thread) => idsIn(nodes.filter((node) => node.thread === thread).map(({ id }) => id))).sort();
}

/** Any order, some of it twice, cut into batches anyhow. */
function shuffled(items: Given[], next: () => number): Given[][] {
  const doubled = [...items, ...items.filter(() => next() % 3 === 0)].map((item) => ({ item, key: next() })).sort((a, b) => a.key - b.key);
  const batches: Given[][] = [[]];
  for (const { item } of doubled) {
    if (next() % 3 === 0) batches.push([]);
    batches.at(-1)?.push(item);
  }
  return batches;
}

const forest = fc.array(fc.array(shape, { minLength: 1, maxLength: 7 }), { minLength: 1, maxLength: 3 });

test("mails of any threads, in any order, in two mailboxes, some of them twice, stand together as their authors wrote them, and none is lost", {
  timeout: 30_000,
}, () => {
  fc.assert(
    fc.property(forest, fc.infiniteStream(fc.nat()), (trees, random) => {
      const nodes = trees.flatMap((shapes, tree) => grow(tree, shapes));
      expect(groupsOf(shuffled(nodes.flatMap(givenOf), () => random.next().value ?? 0))).toEqual(expectedGroups(nodes));
    }),
    { numRuns: 300 },
  );
});

test("a stranger who answers any of them, before or after it came, and names whom they like, joins none", { timeout: 30_000 }, () => {
  fc.assert(
    fc.property(forest, fc.nat(), fc.subarray(PEOPLE), fc.infiniteStream(fc.nat()), (trees, pick, copied, random) => {
      const nodes = trees.flatMap((shapes, tree) => grow(tree, shapes));
      const victim = nodes[pick % nodes.length] as Node;
      const references = [...victim.references, victim.id];
      const stranger = mail("evil@x", { from: "mallory@evil.example", to: [...BOXES, ...copied], references, subject: victim.subject });
      const groups = groupsOf(shuffled([...nodes.flatMap(givenOf), stranger], () => random.next().value ?? 0));
      expect(groups).toEqual([...expectedGroups(nodes), "evil@x"].sort());
    }),
    { numRuns: 200 },
  );
});
