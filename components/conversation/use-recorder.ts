"use client";

import { useEffect, useRef, useState } from "react";

/** What the browsers can record; each knows one of them. */
const TYPES = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];
const EXTENSIONS: Record<string, string> = { "audio/ogg": "ogg", "audio/webm": "webm", "audio/mp4": "m4a" };
/** As long as the most patient customer listens; the platforms' own limits are shorter and checked when it is added. */
const MAX_SECONDS = 300;

interface RecorderOptions {
  name: string;
  onRecorded(file: File): void;
  onRefused(): void;
}

interface Running {
  recorder: MediaRecorder;
  stream: MediaStream;
  isWanted: boolean;
}

/** The microphone, from the press to the file. `seconds` is null while nothing is recorded; leaving the screen lets go of it. */
export function useRecorder({ name, onRecorded, onRefused }: RecorderOptions) {
  const [seconds, setSeconds] = useState<number | null>(null);
  const running = useRef<Running | null>(null);
  const end = (isWanted: boolean) => {
    if (!running.current) return;
    running.current.isWanted = isWanted;
    running.current.recorder.stop();
  };

  async function start() {
    const stream = await navigator.mediaDevices?.getUserMedia({ audio: true }).catch(() => null);
    if (!stream) return onRefused();
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: 32_000 });
    const chunks: Blob[] = [];
    const run: Running = { recorder, stream, isWanted: false };
    recorder.ondataavailable = ({ data }) => chunks.push(data);
    recorder.onstop = () => {
      for (const track of stream.getTracks()) track.stop();
      running.current = null;
      setSeconds(null);
      const type = recorder.mimeType.split(";")[0] ?? "audio/webm";
      if (run.isWanted) onRecorded(new File(chunks, `${name}.${EXTENSIONS[type] ?? "webm"}`, { type }));
    };
    recorder.start();
    running.current = run;
    setSeconds(0);
  }

  const isRecording = seconds !== null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: one clock a recording
  useEffect(() => {
    if (!isRecording) return;
    const began = Date.now();
    const clock = setInterval(() => {
      const passed = Math.floor((Date.now() - began) / 1_000);
      setSeconds(passed);
      if (passed >= MAX_SECONDS) end(true);
    }, 250);
    return () => clearInterval(clock);
  }, [isRecording]);
  useEffect(() => () => running.current?.recorder.stop(), []);

  return { seconds, start, stop: () => end(true), cancel: () => end(false) };
}
