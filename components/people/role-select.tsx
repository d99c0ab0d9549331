"use client";

import { useTranslations } from "next-intl";
import { Select } from "@/components/ui/select";

type Role = "owner" | "admin" | "supervisor" | "agent" | "viewer";

interface RoleSelectProps {
  value: Role;
  roles: readonly Role[];
  onChange(role: Role): void;
  label?: string;
  disabled?: boolean;
  className?: string;
}

/** One of the roles by their names on screen. */
export function RoleSelect({ value, roles, onChange, label, disabled, className }: RoleSelectProps) {
  const t = useTranslations("auth.roles");
  const options = roles.map((role) => ({ value: role, label: t(role) }));
  return <Select value={value} onValueChange={(role) => onChange(role as Role)} options={options} label={label} disabled={disabled} className={className} />;
}
