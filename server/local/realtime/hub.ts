import { type Connection, encode } from "./connection";
import { type AppKeys, isSubscriptionSigned } from "./signatures";

// https://pusher.com/docs/channels/using_channels/channels/#channel-naming-conventions: documented 164 characters.
const CHANNEL_NAME = /^[A-Za-z0-9_\-=@,.;]{1,164}$/;
// https://pusher.com/docs/channels/using_channels/presence-channels/#limits (read 2026-11-21)
const MAX_PRESENCE_MEMBERS = 100;
/** Public channels need no signature: without a bound one socket could fill the memory with their names. */
const MAX_CHANNELS = 200;

interface Member {
  info: unknown;
  /** Connections per user: joined with the first, left with the last. */
  connections: Set<Connection>;
}

interface Channel {
  subscribers: Set<Connection>;
  members: Map<string, Member>;
}

interface Subscription {
  channel: string;
  auth?: string;
  channel_data?: string;
}

interface Published {
  event: string;
  data: unknown;
  /** The sender's socket id: it knows already. */
  except?: string;
}

/** All channels of the one app, in this process's memory: who listens, who is present, what goes to whom. */
export class Hub {
  readonly channels = new Map<string, Channel>();
  readonly connections = new Set<Connection>();

  constructor(readonly app: AppKeys) {}

  /** Subscribes, or tells the socket why not; a refusal leaves the connection open. */
  subscribe(connection: Connection, { channel: name, auth, channel_data: channelData }: Subscription): void {
    const isOwn = connection.userId !== null && name === `#server-to-user-${connection.userId}`;
    if (!isOwn && !CHANNEL_NAME.test(name)) return refuse(connection, name, { status: 400, error: "invalid channel name" });
    if (connection.channels.has(name)) return connection.error(null, `already subscribed to ${name}`);
    if (connection.channels.size >= MAX_CHANNELS) return refuse(connection, name, { status: 403, error: "too many channels on one connection" });
    const isPresence = name.startsWith("presence-");
    if (isPresence || name.startsWith("private-")) {
      const signed = typeof auth === "string" && isSubscriptionSigned(this.app, auth, { socketId: connection.socketId, channel: name, channelData });
      if (!signed) return refuse(connection, name, { status: 401, error: "signature does not match" });
    }
    const channel = this.channels.get(name) ?? { subscribers: new Set(), members: new Map() };
    if (isPresence && !this.join(connection, channel, { name, channelData })) return;
    this.channels.set(name, channel);
    channel.subscribers.add(connection);
    connection.channels.add(name);
    connection.send("pusher_internal:subscription_succeeded", isPresence ? presenceData(channel) : {}, name);
  }

  unsubscribe(connection: Connection, name: string): void {
    const channel = this.channels.get(name);
    if (!channel?.subscribers.delete(connection)) return;
    connection.channels.delete(name);
    for (const [userId, member] of channel.members) {
      if (!member.connections.delete(connection) || member.connections.size > 0) continue;
      channel.members.delete(userId);
      this.publish(name, { event: "pusher_internal:member_removed", data: { user_id: userId } });
    }
    if (channel.subscribers.size === 0) this.channels.delete(name);
  }

  leave(connection: Connection): void {
    for (const name of [...connection.channels]) this.unsubscribe(connection, name);
    this.connections.delete(connection);
  }

  /** One encoding for all subscribers. */
  publish(name: string, { event, data, except }: Published): void {
    const channel = this.channels.get(name);
    if (!channel) return;
    const frame = encode(event, data, name);
    for (const subscriber of channel.subscribers) if (subscriber.socketId !== except) subscriber.sendRaw(frame);
  }

  /** A client event: only on private and presence channels one is subscribed to; presence frames carry the signed user id. */
  relay(connection: Connection, frame: { event: string; channel: string; data: unknown }): void {
    const channel = this.channels.get(frame.channel);
    if (!channel?.subscribers.has(connection) || !/^(private|presence)-/.test(frame.channel))
      return connection.error(null, "client events need a private channel one is subscribed to");
    const userId = [...channel.members].find(([, member]) => member.connections.has(connection))?.[0];
    const message = JSON.stringify({ event: frame.event, channel: frame.channel, data: frame.data, ...(userId ? { user_id: userId } : {}) });
    for (const subscriber of channel.subscribers) if (subscriber !== connection) subscriber.sendRaw(message);
  }

  private join(connection: Connection, channel: Channel, { name, channelData }: { name: string; channelData?: string }): boolean {
    const given = parseMember(channelData);
    if (!given) {
      refuse(connection, name, { status: 400, error: "channel_data needs a user_id" });
      return false;
    }
    const known = channel.members.get(given.userId);
    if (!known && channel.members.size >= MAX_PRESENCE_MEMBERS) {
      refuse(connection, name, { status: 403, error: "the presence channel is full" });
      return false;
    }
    if (known) known.connections.add(connection);
    else {
      // Before the newcomer is a subscriber: the others hear of them, they themselves do not.
      this.publish(name, { event: "pusher_internal:member_added", data: { user_id: given.userId, user_info: given.info } });
      channel.members.set(given.userId, { info: given.info, connections: new Set([connection]) });
    }
    return true;
  }
}

function parseMember(channelData: string | undefined): { userId: string; info: unknown } | null {
  try {
    const { user_id, user_info } = JSON.parse(channelData ?? "null") as { user_id?: unknown; user_info?: unknown };
    return user_id === undefined || user_id === null ? null : { userId: String(user_id), info: user_info ?? {} };
  } catch {
    return null;
  }
}

function presenceData(channel: Channel): unknown {
  const ids = [...channel.members.keys()];
  return { presence: { count: ids.length, ids, hash: Object.fromEntries([...channel.members].map(([id, member]) => [id, member.info])) } };
}

function refuse(connection: Connection, channel: string, refusal: { status: number; error: string }): void {
  connection.send("pusher:subscription_error", { type: "AuthError", ...refusal }, channel);
}
