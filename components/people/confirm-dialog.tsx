"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent } from "@/components/ui/dialog";

interface ConfirmDialogProps {
  isOpen: boolean;
  setIsOpen(isOpen: boolean): void;
  title: string;
  /** What happens, and whether it can be undone. */
  text: string;
  /** The button names the act. */
  action: string;
  run(): void;
}

/** A question, for what cannot be undone. */
export function ConfirmDialog({ isOpen, setIsOpen, title, text, action, run }: ConfirmDialogProps) {
  const common = useTranslations("common");
  const buttons = (
    <>
      <DialogClose asChild>
        <Button>{common("cancel")}</Button>
      </DialogClose>
      <DialogClose asChild>
        <Button variant="danger" onClick={run}>
          {action}
        </Button>
      </DialogClose>
    </>
  );
  return (
    <Dialog open={isOpen} onOpenChange={setIsOpen}>
      <DialogContent title={title} description={text} footer={buttons} />
    </Dialog>
  );
}
