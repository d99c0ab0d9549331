import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import { findMailProvider, type MailServerAddress, usualMailServers } from "@/lib/mail-providers";

type Servers = Record<"imap" | "smtp", MailServerAddress>;
const looksWhole = (address: string) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address);

/** The servers of an address: what the person chose, else what was found for it, at once where the provider is known by its domain. */
export function useMailServers() {
  const trpc = useTRPC();
  const [address, setAddress] = useState("");
  /** The address as it was when its field was left: not every letter of it is asked about. */
  const [asked, setAsked] = useState("");
  const [chosen, setChosen] = useState<Partial<Servers> & { user?: string }>({});
  const domain = address.trim().split("@").at(-1) ?? "";
  const known = findMailProvider(domain);
  const found = useQuery(
    trpc.channels.findMailServers.queryOptions({ address: asked }, { enabled: looksWhole(asked) && !findMailProvider(asked.split("@").at(-1) ?? "") }),
  );
  const isFresh = asked === address.trim();
  const guessed = (isFresh && found.data) || usualMailServers(domain);
  const servers: Servers = { imap: chosen.imap ?? known?.imap ?? guessed.imap, smtp: chosen.smtp ?? known?.smtp ?? guessed.smtp };
  return {
    address: address.trim(),
    setAddress,
    leaveAddress: () => setAsked(address.trim()),
    isWhole: looksWhole(address.trim()),
    provider: known ?? (isFresh ? (found.data?.provider ?? null) : null),
    servers,
    user: chosen.user ?? address.trim(),
    choose: (change: Partial<Servers> & { user?: string }) => setChosen({ ...chosen, ...change }),
  };
}
