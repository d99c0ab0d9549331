import type { Button } from "@/lib/schemas/content";

/** Longer is nobody's choice: the most that a button's title has (lib/schemas/content.ts). */
const LONGEST = 80;

/** Whether a text can be the choice of a button that was written out as a numbered line. */
export function mayChoose(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== "" && text.length <= LONGEST;
}

/**
 * What a customer chose who answers numbered lines by "2", "(2)", "２。" or the words, as a tap on the button would say it; null where
 * the text is no choice, or that of a link, whose tap says nothing either.
 */
export function chosenButton(text: string, buttons: Button[]): { title: string; payload: string } | null {
  if (!mayChoose(text)) return null;
  const said = plain(text);
  const place = /^\(?(\d{1,2})[.)。、]?$/.exec(said)?.[1];
  const button = buttons.find(({ title }) => plain(title) === said) ?? (place ? buttons[Number(place) - 1] : undefined);
  return button?.type === "reply" ? { title: button.title, payload: button.value ?? button.title } : null;
}

/** Full-width digits are digits, and nobody minds capitals. */
function plain(text: string): string {
  return text.normalize("NFKC").trim().toLowerCase();
}
