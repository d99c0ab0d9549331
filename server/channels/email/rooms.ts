import type { Gateway, Health, Poll } from "@/server/channels/contract";
import type { EmailCredentials } from "./payload";
import { wayOf } from "./ways";

/** Brings what the mailbox has, by whatever way it is reached; nothing where mails are brought to us. */
export const poll: Poll<EmailCredentials> = {
  async pull(input, transport) {
    const { pull } = wayOf(input.config.credentials);
    return pull ? pull(input, transport) : { raw: [], cursor: input.cursor, hasMore: false };
  },
};

export const gateway: Gateway<EmailCredentials> = {
  async run(input, transport) {
    const { watch } = wayOf(input.config.credentials);
    if (watch) return watch(input, transport);
    // Nothing to wait for: until the channel is let go.
    await new Promise<void>((resolve) => {
      if (input.signal.aborted) resolve();
      input.signal.addEventListener("abort", () => resolve(), { once: true });
    });
  },
};

export const health: Health<EmailCredentials> = {
  check: (config, transport) => wayOf(config.credentials).check(config, transport),
};
