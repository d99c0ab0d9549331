import type { AttachmentView } from "@/lib/schemas/message";

type Facts = AttachmentView["data"];

/** One fact of an attachment as text, whatever kind its platform gave it in; null where there is none. */
export function factOf(data: Facts, key: string): string | null {
  const value = data?.[key];
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

/** Where a place can be looked at; null for what is no place on earth. */
export function placeOf(data: Facts): string | null {
  const [latitude, longitude] = [Number(factOf(data, "latitude") ?? Number.NaN), Number(factOf(data, "longitude") ?? Number.NaN)];
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return null;
  return `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
}
