import type { Metadata } from "next";
import { ApiIntroduction } from "@/components/api-reference/introduction";
import { ApiOperation } from "@/components/api-reference/operation";
import { apiReference } from "@/server/rest/reference";

export const metadata: Metadata = { title: "API reference" };

// The address in it is the running installation's own.
export const dynamic = "force-dynamic";

export default function ApiReferencePage() {
  const { title, version, groups, problem } = apiReference();
  return (
    <div className="min-h-dvh bg-surface text-base text-ink" lang="en">
      <div className="mx-auto flex max-w-6xl gap-10 px-6 py-10 max-md:px-4">
        <nav aria-label="Sections" className="sticky top-10 h-fit w-44 shrink-0 max-lg:hidden">
          <ul className="flex flex-col gap-1 text-sm">
            {groups.map(({ name }) => (
              <li key={name}>
                <a href={`#${anchor(name)}`} className="block rounded-control px-2 py-1 text-ink-2 hover:bg-hover hover:text-ink">
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <main className="min-w-0 flex-1">
          <ApiIntroduction title={title} version={version} problem={problem} />
          {groups.map(({ name, operations }) => (
            <section key={name} id={anchor(name)} className="mt-12 scroll-mt-6">
              <h2 className="font-semibold text-xl">{name}</h2>
              <div className="mt-4 flex flex-col gap-3">
                {operations.map((operation) => (
                  <ApiOperation key={operation.id} operation={operation} />
                ))}
              </div>
            </section>
          ))}
        </main>
      </div>
    </div>
  );
}

function anchor(name: string): string {
  return name.toLowerCase().replaceAll(" ", "-");
}
