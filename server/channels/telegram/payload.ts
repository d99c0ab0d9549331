import { randomBytes } from "node:crypto";
import * as z from "zod";

/*
 * Telegram Bot API 10.1 (11 June 2026): core.telegram.org/bots/api, objects Update, Message and what hangs on them.
 * Only what we read; unknown fields pass. Ids have at most 52 significant bits, so numbers hold them; kept as text.
 */

const id = z.union([z.number(), z.string().min(1).max(64)]).transform(String);
const seconds = z.number();

export const credentialsSchema = z.object({
  botToken: z.string().regex(/^\d{1,20}:[\w-]{1,200}$/, "Must be the token from @BotFather: digits, a colon, 35 characters"),
  /** Comes back with every update, and is all that proves it is Telegram's. Made up where none is given. */
  webhookSecret: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,256}$/, "is 1 to 256 of A-Z a-z 0-9 _ -")
    .default(() => randomBytes(32).toString("base64url")),
});
export type TelegramCredentials = z.output<typeof credentialsSchema>;

export const userSchema = z.looseObject({
  id,
  is_bot: z.boolean().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  username: z.string().optional(),
  language_code: z.string().optional(),
});
export type User = z.output<typeof userSchema>;

export const chatSchema = z.looseObject({
  id,
  type: z.string(),
  title: z.string().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
});
export type Chat = z.output<typeof chatSchema>;

/** One part that does not fit takes nothing else with it. */
const lenient = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

/** What every kind of file has. Without its id there is none; the rest is only shown. */
export const fileSchema = z.looseObject({
  file_id: z.string(),
  file_size: lenient(z.number()),
  file_name: lenient(z.string()),
  mime_type: lenient(z.string()),
  width: lenient(z.number()),
  height: lenient(z.number()),
  /** In seconds; a day is more than any recording. */
  duration: lenient(z.number().min(0).max(86_400)),
});
export type WireFile = z.output<typeof fileSchema>;

export const contentSchema = z.looseObject({
  photo: lenient(z.array(fileSchema)),
  document: lenient(fileSchema),
  video: lenient(fileSchema),
  video_note: lenient(fileSchema),
  voice: lenient(fileSchema),
  audio: lenient(fileSchema),
  animation: lenient(fileSchema),
  sticker: lenient(z.looseObject({ ...fileSchema.shape, emoji: z.string().optional(), is_animated: z.boolean().optional(), is_video: z.boolean().optional() })),
  location: lenient(z.looseObject({ latitude: z.number(), longitude: z.number() })),
  venue: lenient(
    z.looseObject({ location: z.looseObject({ latitude: z.number(), longitude: z.number() }), title: z.string(), address: z.string().optional() }),
  ),
  contact: lenient(z.looseObject({ phone_number: z.string(), first_name: z.string(), last_name: z.string().optional(), user_id: id.optional() })),
  media_group_id: lenient(z.string()),
});
export type Content = z.output<typeof contentSchema>;

const entitySchema = z.looseObject({ type: z.string(), offset: z.number(), length: z.number(), url: z.string().optional(), language: z.string().optional() });

export const messageSchema = z.looseObject({
  message_id: id,
  from: lenient(userSchema),
  sender_chat: lenient(chatSchema),
  sender_business_bot: lenient(userSchema),
  business_connection_id: lenient(z.string()),
  chat: chatSchema,
  date: lenient(seconds),
  edit_date: lenient(seconds),
  text: lenient(z.string()),
  caption: lenient(z.string()),
  entities: lenient(z.array(entitySchema)),
  caption_entities: lenient(z.array(entitySchema)),
  reply_to_message: lenient(z.looseObject({ message_id: id })),
  migrate_to_chat_id: lenient(id),
  web_app_data: lenient(z.looseObject({ data: z.string(), button_text: z.string() })),
  ...contentSchema.shape,
});
export type WireMessage = z.output<typeof messageSchema>;

export const callbackSchema = z.looseObject({
  id,
  from: userSchema,
  message: lenient(
    z.looseObject({
      message_id: id,
      chat: chatSchema,
      reply_markup: lenient(z.looseObject({ inline_keyboard: z.array(z.array(z.looseObject({ text: z.string(), callback_data: z.string().optional() }))) })),
    }),
  ),
  data: lenient(z.string()),
});

export const pressSchema = z.looseObject({ callback_query: z.looseObject({ id }) });

const reactionSchema = z.looseObject({ type: z.string(), emoji: z.string().optional() });
export const messageReactionSchema = z.looseObject({
  chat: chatSchema,
  message_id: id,
  user: lenient(userSchema),
  actor_chat: lenient(chatSchema),
  date: lenient(seconds),
  old_reaction: z.array(reactionSchema),
  new_reaction: z.array(reactionSchema),
});

export const chatMemberSchema = z.looseObject({
  chat: chatSchema,
  from: userSchema,
  date: lenient(seconds),
  old_chat_member: z.looseObject({ status: z.string() }),
  new_chat_member: z.looseObject({ status: z.string() }),
});

export const businessConnectionSchema = z.looseObject({ id, is_enabled: z.boolean(), date: lenient(seconds) });
export const deletedBusinessSchema = z.looseObject({ business_connection_id: z.string(), chat: chatSchema, message_ids: z.array(id) });

export const updateSchema = z.looseObject({ update_id: id });
export type Update = z.output<typeof updateSchema>;

// ------------------------------------------------------------------ what the API answers

export const answerSchema = z.looseObject({
  ok: z.boolean(),
  result: z.unknown().optional(),
  error_code: z.number().optional(),
  description: z.string().optional(),
  parameters: lenient(z.looseObject({ retry_after: z.number().optional(), migrate_to_chat_id: id.optional() })),
});
export type ApiAnswer = z.output<typeof answerSchema>;

export const sentSchema = z.looseObject({ message_id: id });
/** An album: a message a file. */
export const albumSchema = z.array(sentSchema).min(1);
export const botSchema = z.looseObject({ id, first_name: z.string(), username: z.string().optional() });
export const filePathSchema = z.looseObject({ file_path: z.string() });
export const webhookInfoSchema = z.looseObject({ url: z.string(), pending_update_count: z.number().optional(), last_error_message: z.string().optional() });
