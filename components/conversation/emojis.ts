/** What people answer with when a word would be too much; every platform that knows reactions takes these. */
export const USUAL_EMOJIS = ["👍", "❤️", "😂", "😮", "😢", "🙏"] as const;

/** Further ones; a platform may refuse some of them, which takes the reaction back. */
export const MORE_EMOJIS = ["🔥", "🎉", "👏", "😍", "🤔", "💯", "👌", "😁", "🥰", "😱", "👎", "🤝", "✍️", "👀", "🤗", "🫡", "⚡", "🏆"] as const;
