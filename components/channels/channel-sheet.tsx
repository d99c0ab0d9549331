interface Look {
  kind: string;
  icon: { ground: string; glyph: string };
}

/**
 * Every kind's mark, once in the page: badges refer to it, so that a list of a thousand rows draws no path twice and nothing is
 * fetched. Glyphs and grounds are the adapters' own, never anybody's input.
 */
export function ChannelSheet({ looks }: { looks: Look[] }) {
  return (
    <>
      <style>{`:root{${looks.map(({ kind, icon }) => `--channel-${kind}:${icon.ground}`).join(";")}}`}</style>
      <svg className="hidden" aria-hidden>
        {looks.map(({ kind, icon }) => (
          // biome-ignore lint/security/noDangerouslySetInnerHtml: markup of our own source files
          <symbol key={kind} id={`channel-${kind}`} viewBox="0 0 24 24" dangerouslySetInnerHTML={{ __html: icon.glyph }} />
        ))}
      </svg>
    </>
  );
}
