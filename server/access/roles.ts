import { AppError } from "@/lib/errors";
import type { Actor } from "./actor";

export const ROLES = ["owner", "admin", "supervisor", "agent", "viewer"] as const;
export type Role = (typeof ROLES)[number];

/** The one table of who may do what. Rows are permissions, columns roles; API keys carry permissions as scopes. */
export const PERMISSIONS = {
  "conversations.read": ["owner", "admin", "supervisor", "agent", "viewer"],
  "conversations.reply": ["owner", "admin", "supervisor", "agent"],
  "conversations.update": ["owner", "admin", "supervisor", "agent"],
  "contacts.read": ["owner", "admin", "supervisor", "agent", "viewer"],
  "contacts.update": ["owner", "admin", "supervisor", "agent"],
  "contacts.delete": ["owner", "admin"],
  "channels.read": ["owner", "admin", "supervisor", "agent", "viewer"],
  "channels.manage": ["owner", "admin"],
  "agents.read": ["owner", "admin", "supervisor", "agent", "viewer"],
  "agents.manage": ["owner", "admin"],
  "teams.manage": ["owner", "admin", "supervisor"],
  "operations.read": ["owner", "admin", "supervisor"],
  "operations.replay": ["owner", "admin"],
  "api-keys.manage": ["owner", "admin"],
  "tenant.manage": ["owner", "admin"],
  "tenant.delete": ["owner"],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

/** Whether this actor may. The system (jobs, intake) may everything; a contact may nothing here. */
export function may(actor: Actor, permission: Permission): boolean {
  if (actor.type === "system") return true;
  if (actor.type === "agent") return (PERMISSIONS[permission] as readonly Role[]).includes(actor.role);
  if (actor.type === "api-key") return actor.scopes.includes("*") || actor.scopes.includes(permission);
  return false;
}

/** Throws forbidden when the actor may not. Changes nothing. */
export function assertMay(actor: Actor, permission: Permission): void {
  if (!may(actor, permission)) throw new AppError("forbidden", `${actor.type} may not ${permission}`, { reason: "missing-permission", data: { permission } });
}
