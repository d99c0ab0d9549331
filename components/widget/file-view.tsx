/** @jsxImportSource preact */
import { Icon } from "./icons";
import type { Attachment } from "./types";

const MB = 1024 * 1024;

function sizeText(bytes: number): string {
  return bytes < MB ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / MB).toFixed(1)} MB`;
}

/** A picture as a picture, anything else as a file to open. Without an address yet (still being stored) it is only named. */
export function FileView({ file }: { file: Attachment }) {
  const { kind, name, url, sizeBytes, width, height } = file;
  if (kind === "image" && url)
    return (
      <a class="picture" href={url} target="_blank" rel="noopener noreferrer">
        {/* biome-ignore lint/performance/noImgElement: no Next in here */}
        <img src={url} alt={name ?? ""} width={width ?? undefined} height={height ?? undefined} />
      </a>
    );
  const body = (
    <>
      <Icon name="file" />
      <span class="file-name">{name}</span>
      {sizeBytes !== null && <span class="file-size">{sizeText(sizeBytes)}</span>}
    </>
  );
  if (!url) return <p class="bubble file">{body}</p>;
  return (
    <a class="bubble file" href={url} target="_blank" rel="noopener noreferrer">
      {body}
    </a>
  );
}
