import { linkify } from "@/lib/linkify";

/** People's words as they wrote them; addresses become links, nothing else does. */
export function MessageText({ text }: { text: string }) {
  return (
    <p className="people-text text-message" dir="auto">
      {keyed(linkify(text)).map(({ key, part }) =>
        part.href ? (
          <a key={key} href={part.href} target="_blank" rel="noopener noreferrer nofollow" className="text-accent-ink underline underline-offset-2">
            {part.text}
          </a>
        ) : (
          part.text
        ),
      )}
    </p>
  );
}

function keyed(parts: ReturnType<typeof linkify>) {
  let offset = 0;
  return parts.map((part) => {
    const key = offset;
    offset += part.text.length;
    return { key, part };
  });
}
