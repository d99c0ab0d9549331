/** One line of a seeded thread: what the customer wrote, what an agent answered, or a note between agents. */
export interface SeedLine {
  by: "customer" | "maya" | "jonas" | "na";
  minutesAgo: number;
  text: string;
  isNote?: boolean;
}

export interface SeedThread {
  customer: { id: string; name: string; email?: string };
  lines: SeedLine[];
  assignee?: "maya" | "jonas" | "na";
  status?: "pending" | "snoozed" | "resolved";
  priority?: "low" | "high" | "urgent";
  tags?: string[];
}

/** A morning at an outdoor shop. Everybody in it is invented. */
export const SMALL_SHOP_THREADS: SeedThread[] = [
  {
    customer: { id: "ines", name: "Ines Vogel", email: "ines.vogel@example.com" },
    lines: [
      {
        by: "customer",
        minutesAgo: 41,
        text: "Hello, I ordered the Trek 45 backpack last Thursday and the tracking has not moved since Saturday. Order 10442.",
      },
      { by: "jonas", minutesAgo: 36, text: "Hi Ines, thank you for writing. I am asking the carrier right now and come back to you within the hour." },
      { by: "jonas", minutesAgo: 35, text: "Carrier's depot in Malmö has no scan since Saturday 06:12. Opened claim 88-2041.", isNote: true },
      { by: "customer", minutesAgo: 9, text: "Thanks! We leave on Friday, so if it is lost I would rather pick up another one in your store." },
    ],
    assignee: "jonas",
    priority: "high",
    tags: ["delivery"],
  },
  {
    customer: { id: "zhou", name: "周雨桐", email: "zhou.yutong@example.com" },
    lines: [
      { by: "customer", minutesAgo: 26, text: "你好，请问这款冲锋衣的 M 码适合身高 172 的人吗？平时穿 175/92A。" },
      { by: "na", minutesAgo: 22, text: "您好！172 厘米建议选 M 码，里面还可以穿一件抓绒。需要我帮您确认库存吗？" },
      { by: "customer", minutesAgo: 4, text: "好的，麻烦看一下深蓝色还有没有货。" },
    ],
    assignee: "na",
    tags: ["sizes"],
  },
  {
    customer: { id: "tomasz", name: "Tomasz Nowak", email: "tomasz@example.com" },
    lines: [{ by: "customer", minutesAgo: 17, text: "Do you ship to Poland, and how much is it for a tent of 3 kg?" }],
  },
  {
    customer: { id: "amara", name: "Amara Okafor" },
    lines: [
      { by: "customer", minutesAgo: 63, text: "The zip of my rain jacket broke on its second day out. Receipt attached to the order e-mail, 10391." },
      { by: "customer", minutesAgo: 12, text: "Is anybody there?" },
    ],
    priority: "urgent",
    tags: ["warranty"],
  },
  {
    customer: { id: "henrik", name: "Henrik Sand", email: "henrik.sand@example.com" },
    lines: [
      { by: "customer", minutesAgo: 190, text: "Can I change the delivery address of order 10450? I typed the old one." },
      { by: "maya", minutesAgo: 183, text: "Done, Henrik: it goes to Storgatan 12 now. It leaves our house this afternoon." },
      { by: "customer", minutesAgo: 181, text: "Perfect, that was quick." },
    ],
    assignee: "maya",
    status: "resolved",
    tags: ["delivery"],
  },
  {
    customer: { id: "lea", name: "Léa Fournier", email: "lea.fournier@example.com" },
    lines: [
      { by: "customer", minutesAgo: 320, text: "I would like to rent touring skis for two people, 12 to 15 December. Is the 178 cm model free?" },
      { by: "maya", minutesAgo: 301, text: "One pair is, the other comes back on the 11th. I have put both aside for you and confirm on the 11th." },
    ],
    assignee: "maya",
    status: "snoozed",
    tags: ["rental"],
  },
  {
    customer: { id: "oskar", name: "Oskar Lind" },
    lines: [
      { by: "customer", minutesAgo: 95, text: "Which gas cartridge fits the Primus stove you sold me in spring?" },
      { by: "jonas", minutesAgo: 88, text: "The one with the EN 417 thread: 100, 230 or 450 g. Which stove is it, so that I can be certain?" },
    ],
    assignee: "jonas",
    status: "pending",
  },
  {
    customer: { id: "priya", name: "Priya Raman", email: "priya.raman@example.com" },
    lines: [{ by: "customer", minutesAgo: 2, text: "Hi! Is your climbing course on Sunday open for complete beginners?" }],
  },
];
