import { type Account, type Num, type Person, userIdOf, type World } from "./world";

/** What stands in a change: the number, and the people as businesses may know them. */
export function changeOf(number: Num, people: { account: Account; people: Person[] }, content: object): object {
  const contacts = people.people.map((person) => contactOf(person, people.account));
  return { messaging_product: "whatsapp", metadata: metadataOf(number), ...(contacts.length > 0 ? { contacts } : {}), ...content };
}

export const metadataOf = (number: Num) => ({ display_phone_number: number.digits, phone_number_id: number.id });

function contactOf(person: Person, account: Account): object {
  const profile = { name: person.name, ...(person.username ? { username: person.username } : {}) };
  return { profile, ...(person.username ? {} : { wa_id: person.phone }), user_id: userIdOf(person, account.id) };
}

/** Who wrote: without the phone of people who have a user name. */
export function senderOf(person: Person, account: Account): object {
  return { ...(person.username ? {} : { from: person.phone }), from_user_id: userIdOf(person, account.id) };
}

export function recipientOf(person: Person, account: Account): object {
  return { ...(person.username ? {} : { recipient_id: person.phone }), recipient_user_id: userIdOf(person, account.id) };
}

export function accountOf(world: World, number: Num): Account {
  const account = world.accounts.find(({ id }) => id === number.accountId);
  if (!account) throw new Error(`the number ${number.id} belongs to no account`);
  return account;
}
