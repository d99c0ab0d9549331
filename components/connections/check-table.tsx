"use client";

import { Check, CircleDashed, Minus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/lib/cn";
import type { CheckRow } from "./types";

/** Capability by capability: declared, sent, delivered, came back. */
export function CheckTable({ rows }: { rows: CheckRow[] }) {
  const t = useTranslations("channels");
  return (
    <div className="flex flex-col gap-3">
      <p className="text-ink-2 text-sm">{t("check.watching")}</p>
      <div className="overflow-x-auto">
        <table className="w-full text-left text-sm">
          <thead className="border-line border-b text-ink-3 text-xs">
            <tr>
              {(["capability", "declared", "sent", "delivered", "cameBack"] as const).map((column) => (
                <th key={column} scope="col" className="whitespace-nowrap py-1.5 pr-4 font-medium">
                  {t(`check.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {rows.map((row) => (
              <tr key={row.capability} className={row.declared ? "text-ink" : "text-ink-3"}>
                <th scope="row" className="py-1.5 pr-4 font-normal">
                  {t(`check.of.${row.capability}`)}
                  {row.note ? <span className="block text-danger text-xs">{row.note}</span> : null}
                </th>
                <Cell value={row.declared ? "yes" : "-"} />
                <Cell value={row.sent === "not tried" ? "-" : row.sent} isFault />
                <Cell value={row.delivered === "no" ? "no" : row.delivered === "-" ? "-" : "yes"} />
                <Cell value={row.cameBack} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** What is still awaited is grey; only what could not be sent is red. */
function Cell({ value, isFault }: { value: "yes" | "no" | "-"; isFault?: boolean }) {
  const Glyph = value === "yes" ? Check : value === "-" ? Minus : isFault ? X : CircleDashed;
  const colour = value === "yes" ? "text-ok" : value === "no" && isFault ? "text-danger" : "text-ink-3";
  return (
    <td className="py-1.5 pr-4">
      <Glyph className={cn("size-4", colour)} aria-label={value} />
    </td>
  );
}
