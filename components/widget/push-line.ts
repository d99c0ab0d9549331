import { authorise } from "./session";
import { listen } from "./socket";
import type { Session } from "./types";

interface PushLineOptions {
  onEvent(name: string, data: unknown): void;
  /** Heard again, or no longer. */
  onState(): void;
}

/** The session's push line, opened when it is first wanted. */
export class PushLine {
  isListening = false;
  private hangUp: (() => void) | undefined;

  constructor(private readonly options: PushLineOptions) {}

  open(session: Session): void {
    this.hangUp ??= listen({
      realtime: session.realtime,
      authorise: (socketId) => authorise(session, socketId),
      onEvent: this.options.onEvent,
      onState: (isListening) => {
        this.isListening = isListening;
        this.options.onState();
      },
    });
  }

  close(): void {
    this.hangUp?.();
    this.hangUp = undefined;
    this.isListening = false;
  }
}
