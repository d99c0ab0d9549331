"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { FormAlert } from "./form-alert";
import { useErrorText } from "./use-error-text";

/** A signed-in person takes the seat they were invited to. */
export function AcceptButton({ token }: { token: string }) {
  const t = useTranslations("auth");
  const { ofFailure } = useErrorText();
  const accept = useMutation(useTRPC().session.acceptInvitation.mutationOptions({ onSuccess: ({ slug }) => window.location.assign(`/w/${slug}/inbox`) }));
  return (
    <div className="flex flex-col gap-4">
      <FormAlert message={ofFailure(accept.error)} />
      <Button variant="main" size="lg" onClick={() => accept.mutate({ token })} aria-busy={accept.isPending} autoFocus>
        {t("joinAction")}
      </Button>
    </div>
  );
}
