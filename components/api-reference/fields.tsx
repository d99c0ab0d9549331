export interface FieldLine {
  name: string;
  type: string;
  isRequired: boolean;
  description: string;
}

/** A table of fields under a small heading; nothing when there are none. */
export function ApiFields({ heading, fields }: { heading: string; fields: FieldLine[] }) {
  if (fields.length === 0) return null;
  return (
    <div className="overflow-x-auto">
      <h4 className="mb-1 font-medium text-ink-2 text-xs">{heading}</h4>
      <table className="w-full text-sm">
        <thead className="sr-only">
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Type</th>
            <th scope="col">Meaning</th>
          </tr>
        </thead>
        <tbody>
          {fields.map(({ name, type, isRequired, description }) => (
            <tr key={name} className="border-line border-t align-top">
              <td className="py-1.5 pr-4 font-mono text-xs">
                {name}
                {isRequired && <span className="ml-1 text-danger">required</span>}
              </td>
              <td className="py-1.5 pr-4 text-ink-2 text-xs">{type}</td>
              <td className="py-1.5 text-ink-2 text-xs">{description}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
