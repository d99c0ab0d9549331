import type { ReactNode } from "react";
import { ApiFields, type FieldLine } from "./fields";

/** What holds for every call. */
export function ApiIntroduction({ title, version, problem }: { title: string; version: string; problem: FieldLine[] }) {
  return (
    <header className="flex flex-col gap-4">
      <h1 className="font-semibold text-xl">
        {title} <span className="font-normal text-ink-3 text-sm">{version}</span>
      </h1>
      <p className="max-w-prose text-ink-2">
        Base address <Code>/api/v1</Code>, described for machines at{" "}
        <a href="/api/v1/openapi.json" className="text-accent-ink underline">
          openapi.json
        </a>
        . Send an API key of your workspace as <Code>Authorization: Bearer &lt;key&gt;</Code>; it has scopes and can be revoked. Everything is JSON in
        camelCase, ids are opaque strings, instants are ISO 8601 in UTC.
      </p>
      <ul className="max-w-prose list-disc pl-5 text-ink-2">
        <li>
          Lists take <Code>limit</Code> (1 to 200) and <Code>cursor</Code>, and answer <Code>data</Code> with <Code>nextCursor</Code>, null on the last page.
        </li>
        <li>
          Every POST takes an <Code>Idempotency-Key</Code>: within 24 hours the same key gives the first answer again.
        </li>
        <li>
          A PATCH with <Code>If-Match</Code> and the <Code>version</Code> you read answers 409 with the current object when somebody was faster.
        </li>
        <li>
          Beyond the rate limit the answer is 429 with <Code>Retry-After</Code>.
        </li>
      </ul>
      <div className="rounded-card border border-line px-4 py-3">
        <ApiFields heading="Every failure is application/problem+json" fields={problem} />
      </div>
    </header>
  );
}

function Code({ children }: { children: ReactNode }) {
  return <code className="rounded-chip bg-sunken px-1 text-sm">{children}</code>;
}
