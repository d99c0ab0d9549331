"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { cn } from "@/lib/cn";
import type { Paper } from "./paper";

interface MailFrameProps {
  /** Of the message. */
  id: string;
  /** A whole page, as mailDocument makes it. */
  page: string;
  title: string;
  paper: Paper;
  /** Whether what the mail quotes is shown. */
  isWhole: boolean;
}

/** Heights by message, so that a mail that comes on screen again has its room at once and nothing jumps. */
const heights = new Map<string, number>();
const FIRST_HEIGHT = 44;

/**
 * A mail's HTML in a page of its own, as tall as its text.
 *
 * The frame has no `allow-scripts`: whatever a sender smuggles past the sanitiser, no script, handler or javascript: link of theirs
 * runs, and forms, downloads and navigation of the desk are off. It has `allow-same-origin`, so that we can measure it: that is
 * dangerous only together with `allow-scripts` (a script inside could take the sandbox off); alone it gives the sender nothing,
 * because nothing of theirs runs that could use the origin. What a page without scripts can still do is fetch (a picture, a style
 * sheet) and so report that it was read; the page's own policy stops that.
 */
export function MailFrame({ id, page, title, paper, isWhole }: MailFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(() => heights.get(id) ?? FIRST_HEIGHT);
  const showWhole = useCallback(() => frame.current?.contentDocument?.documentElement.toggleAttribute("data-whole", isWhole), [isWhole]);
  useEffect(() => {
    showWhole();
  }, [showWhole]);
  const stop = useRef(() => {});
  useEffect(() => () => stop.current(), []);
  const onLoad = () => {
    stop.current();
    showWhole();
    const content = frame.current?.contentDocument?.body.firstElementChild;
    if (!frame.current || !content) return;
    const measure = () => {
      const tall = Math.ceil(content.getBoundingClientRect().height);
      heights.set(id, tall);
      setHeight(tall);
      // What scrolls sideways must be reachable by keyboard.
      if (content.scrollWidth > content.clientWidth) content.setAttribute("tabindex", "0");
      else content.removeAttribute("tabindex");
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(content);
    const ended = passKeysOn(frame.current);
    stop.current = () => {
      observer.disconnect();
      ended();
    };
  };
  return (
    <iframe
      ref={frame}
      title={title}
      srcDoc={page}
      sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
      referrerPolicy="no-referrer"
      onLoad={onLoad}
      style={{ height }}
      className={cn("block w-full", paper === "white" ? "rounded-control border border-line bg-paper" : "bg-transparent")}
    />
  );
}

/** Who has clicked into a mail still expects the desk's keys to work: they are told to the frame, and so to the desk around it. */
function passKeysOn(frame: HTMLIFrameElement): () => void {
  const inner = frame.contentWindow;
  const pass = (event: KeyboardEvent) => {
    if (event.key === "Tab" || event.key === "Enter") return;
    const isFree = frame.dispatchEvent(new KeyboardEvent("keydown", event));
    if (!isFree) event.preventDefault();
  };
  inner?.addEventListener("keydown", pass);
  return () => inner?.removeEventListener("keydown", pass);
}
