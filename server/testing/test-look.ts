import type { ChannelAdapter } from "@/server/channels/contract";

/** What every adapter shows, for those of tests. */
export const TEST_LOOK: Pick<ChannelAdapter, "icon" | "about"> = {
  icon: { ground: "gray", glyph: '<circle cx="12" cy="12" r="9"/>' },
  about: { en: "For tests.", "zh-CN": "用于测试。" },
};

/** The one way of connecting a kind of tests. */
export const TEST_CONNECT: NonNullable<ChannelAdapter["connect"]> = {
  methods: [{ name: "token", how: "token", title: { en: "Token", "zh-CN": "令牌" }, steps: [], fields: [] }],
};
