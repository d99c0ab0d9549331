"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent } from "@/components/ui/dialog";

interface ConfirmResendProps {
  isOpen: boolean;
  onOpenChange(isOpen: boolean): void;
  onConfirm(): void;
}

/** A question, because it cannot be undone: the customer may get the same message twice. */
export function ConfirmResend({ isOpen, onOpenChange, onConfirm }: ConfirmResendProps) {
  const t = useTranslations("conversation");
  const common = useTranslations("common");
  return (
    <Dialog open={isOpen} onOpenChange={onOpenChange}>
      <DialogContent
        title={t("confirmResend")}
        description={t("confirmResendText")}
        footer={
          <>
            <DialogClose asChild>
              <Button>{common("cancel")}</Button>
            </DialogClose>
            <Button variant="main" onClick={onConfirm}>
              {t("confirmResendAction")}
            </Button>
          </>
        }
      />
    </Dialog>
  );
}
