import { useRef, useState } from "preact/hooks";
import { CallError } from "./api";
import type { Chat } from "./chat";
import type { UploadedFile } from "./types";
import type { Words } from "./words";

interface Item {
  key: number;
  name: string;
  previewUrl?: string;
  state: "busy" | "done";
  file?: UploadedFile;
}

const MAX_BYTES = 20 * 1024 * 1024;
const MAX_FILES = 10;
/** What every browser draws. */
const SHOWN = /^image\/(png|jpeg|gif|webp|avif)$/;

/** The files under the composer: uploaded as soon as they are chosen, so that sending waits for nothing. */
export function useUploads(chat: Chat, words: Words) {
  const [items, setItems] = useState<Item[]>([]);
  const [error, setError] = useState<string | null>(null);
  const nextKey = useRef(0);

  const upload = async (file: File) => {
    if (file.size > MAX_BYTES) return setError(words.fileTooLarge(file.name));
    const key = nextKey.current++;
    const previewUrl = SHOWN.test(file.type) ? URL.createObjectURL(file) : undefined;
    setItems((known) => [...known, { key, name: file.name, previewUrl, state: "busy" }]);
    try {
      const uploaded = { ...(await chat.upload(file)), previewUrl };
      setItems((known) => known.map((item) => (item.key === key ? { ...item, state: "done", file: uploaded } : item)));
    } catch (cause) {
      setItems((known) => known.filter((item) => item.key !== key));
      setError(cause instanceof CallError && cause.code === "too-large" ? words.fileTooLarge(file.name) : words.fileRefused(file.name));
    }
  };
  const add = (files: FileList | undefined | null) => {
    setError(null);
    for (const file of [...(files ?? [])].slice(0, MAX_FILES - items.length)) void upload(file);
  };

  return {
    items,
    error,
    isBusy: items.some((item) => item.state === "busy"),
    done: items.flatMap((item) => item.file ?? []),
    add,
    /** The same file may be chosen again afterwards. */
    addFrom(input: HTMLInputElement) {
      add(input.files);
      input.value = "";
    },
    remove: (key: number) => setItems((known) => known.filter((item) => item.key !== key)),
    clear() {
      setItems([]);
      setError(null);
    },
  };
}
