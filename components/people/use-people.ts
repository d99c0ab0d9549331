"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/components/trpc/context";
import { notify } from "@/components/ui/toast";
import type { AppRouter } from "@/server/trpc/router";
import { useTellFailure } from "./use-tell-failure";

type Outputs = inferRouterOutputs<AppRouter>["people"];
export type Person = Outputs["list"][number];
export type Invitation = Outputs["invitations"][number];

/** The people of the workspace and what one may do about them; both lists are read again after each act. */
export function usePeople() {
  const t = useTranslations("people");
  const role = useTranslations("auth.roles");
  const trpc = useTRPC();
  const client = useQueryClient();
  const tell = useTellFailure();
  const { data: people } = useSuspenseQuery(trpc.people.list.queryOptions());
  const { data: invitations } = useSuspenseQuery(trpc.people.invitations.queryOptions());
  const settled = { onError: tell, onSettled: () => client.invalidateQueries(trpc.people.pathFilter()) };
  const nameOf = (agentId: string) => people.find((person) => person.agentId === agentId)?.name ?? "";
  const changeRole = useMutation(
    trpc.people.changeRole.mutationOptions({
      ...settled,
      onSuccess: (_, given) => notify(t("roleChanged", { name: nameOf(given.agentId), role: role(given.role) })),
    }),
  );
  const deactivate = useMutation(
    trpc.people.deactivate.mutationOptions({ ...settled, onSuccess: (_, given) => notify(t("deactivatedDone", { name: nameOf(given.agentId) })) }),
  );
  const invite = useMutation(trpc.people.invite.mutationOptions({ ...settled, onSuccess: (_, given) => notify(t("invited", { email: given.email })) }));
  const revoke = useMutation(trpc.people.revokeInvitation.mutationOptions({ ...settled, onSuccess: () => notify(t("revoked")) }));
  return { people, invitations, changeRole: changeRole.mutate, deactivate: deactivate.mutate, renew: invite.mutate, revoke: revoke.mutate };
}
