"use client";

import { useCallback, useState } from "react";
import { useDesk } from "@/components/shell/desk-context";
import type { FileManner, OutboxFile } from "./outbox";

export interface Upload extends FileManner {
  id: string;
  file: File;
  /** 0 to 100. */
  percent: number;
  problem: string | null;
}

interface Uploads {
  uploads: Upload[];
  start(files: File[], manner?: FileManner): void;
  retry(id: string): void;
  remove(id: string): void;
}

/** Files on their way to the server; each leaves this list when it is there. Refusals and a dead network stay in it, with the reason. */
export function useUploads(onDone: (file: OutboxFile) => void, networkProblem: string): Uploads {
  const { seat } = useDesk();
  const [uploads, setUploads] = useState<Upload[]>([]);
  const change = useCallback((id: string, patch: Partial<Upload>) => setUploads((all) => all.map((one) => (one.id === id ? { ...one, ...patch } : one))), []);
  const remove = useCallback((id: string) => setUploads((all) => all.filter((one) => one.id !== id)), []);

  const send = useCallback(
    async ({ id, file, isVoice, shrink }: Pick<Upload, "id" | "file" | "isVoice" | "shrink">) => {
      change(id, { problem: null, percent: 0 });
      try {
        const done = await upload(file, { slug: seat.slug, onProgress: (percent) => change(id, { percent }) });
        onDone({ ...done, isVoice, shrink });
        remove(id);
      } catch (error) {
        change(id, { problem: error instanceof UploadRefused ? error.message : networkProblem });
      }
    },
    [change, remove, onDone, seat.slug, networkProblem],
  );

  return {
    uploads,
    start(files, manner = {}) {
      const fresh = files.map((file) => ({ ...manner, id: crypto.randomUUID(), file, percent: 0, problem: null }));
      setUploads((all) => [...all, ...fresh]);
      for (const one of fresh) send(one);
    },
    retry(id) {
      const one = uploads.find((candidate) => candidate.id === id);
      if (one) send(one);
    },
    remove,
  };
}

/** The server said no, in a person's words. */
class UploadRefused extends Error {}

interface UploadOptions {
  slug: string;
  onProgress(percent: number): void;
}

/** fetch cannot tell how much has gone out; XMLHttpRequest can. */
function upload(file: File, { slug, onProgress }: UploadOptions): Promise<OutboxFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/files");
    request.setRequestHeader("x-parley-tenant", slug);
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => onProgress(Math.round((loaded / Math.max(1, total)) * 100));
    request.onerror = () => reject(new Error("unreachable"));
    request.onload = () => {
      const body: unknown = request.response;
      if (isUploaded(body) && request.status < 300) resolve(body);
      else reject(detailOf(body) ? new UploadRefused(detailOf(body) ?? "") : new Error(`status ${request.status}`));
    };
    const form = new FormData();
    form.set("file", file);
    request.send(form);
  });
}

function isUploaded(body: unknown): body is OutboxFile {
  return typeof body === "object" && body !== null && "uploadId" in body && typeof body.uploadId === "string";
}

function detailOf(body: unknown): string | null {
  return typeof body === "object" && body !== null && "detail" in body && typeof body.detail === "string" ? body.detail : null;
}
