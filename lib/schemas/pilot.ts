import * as z from "zod";

/** For whom a channel runs at first: a share of its customers, and people named by their address at the platform. */
export const pilotSchema = z.strictObject({
  share: z.number().int().min(0).max(100),
  testers: z.array(z.string().trim().min(1).max(200)).max(200),
});
export type Pilot = z.output<typeof pilotSchema>;
