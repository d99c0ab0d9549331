import { ApiFields, type FieldLine } from "./fields";

interface Operation {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  parameters: FieldLine[];
  body: FieldLine[];
  answers: { status: string; fields: FieldLine[] }[];
}

/** One call: its line always, its fields when opened. */
export function ApiOperation({ operation }: { operation: Operation }) {
  const { id, method, path, summary, description, parameters, body, answers } = operation;
  return (
    <details id={id} className="group rounded-card border border-line bg-surface">
      <summary className="flex cursor-pointer flex-wrap items-baseline gap-x-3 gap-y-1 rounded-card px-4 py-3 hover:bg-hover">
        <code className="w-14 font-semibold text-accent-ink text-xs">{method}</code>
        <code className="break-all text-sm">{path}</code>
        <span className="text-ink-2 text-sm">{summary}</span>
      </summary>
      <div className="flex flex-col gap-4 border-line border-t px-4 py-4">
        <p className="text-ink-2 text-sm">{description.replaceAll("`", "")}</p>
        <ApiFields heading="Parameters" fields={parameters} />
        <ApiFields heading="Body" fields={body} />
        {answers.map(({ status, fields }) => (
          <ApiFields key={status} heading={`Answer ${status}`} fields={fields} />
        ))}
      </div>
    </details>
  );
}
