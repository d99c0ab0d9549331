import { expect, test } from "@playwright/test";
import { deskOn, timeUntil } from "../pages/desk";
import { clickLauncher, openChat, openShop, PHOTO, write } from "../pages/shop";
import { ownerAt } from "../pages/workspace";

test("a visitor of a shop sends words and a photo, the agent has both within a second, and sees the answer arrive and be read", async ({
  context,
  browser,
}) => {
  const { shop, ...workspace } = await openShop();
  const maya = await ownerAt(browser, workspace);
  const desk = deskOn(maya);
  await expect(desk.list.getByText("No open conversations")).toBeVisible();
  const { page, panel } = await openChat(context, `${shop.url}/products/aurora-shell`);

  await panel.locator("input[type=file]").setInputFiles({ name: "torn-seam.png", mimeType: "image/png", buffer: PHOTO });
  await expect(panel.getByRole("button", { name: "Remove torn-seam.png" })).toBeVisible();
  const times: number[] = [];
  const visitorWrites = async (text: string) => times.push(await timeUntil(maya, text, () => write(panel, text)));
  await visitorWrites("Can this seam be repaired?");
  await desk.row("Visitor").click();
  await expect(desk.thread).toContainText("Can this seam be repaired?");
  const photo = desk.thread.getByRole("img", { name: "torn-seam.png" });
  await expect.poll(() => photo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1);

  await desk.field.pressSequentially("It can");
  await expect(panel.getByText("is typing")).toBeAttached();
  await desk.reply("It can. Send it to us.");
  await expect(panel.getByText("It can. Send it to us.")).toBeVisible();
  await expect(desk.line("It can. Send it to us.").getByTitle("Read")).toBeVisible();

  await page.keyboard.press("Escape");
  await desk.reply("It takes a week.");
  await expect(desk.line("It takes a week.").getByTitle("Delivered")).toBeVisible();
  await clickLauncher(page);
  await expect(panel.getByText("It takes a week.")).toBeVisible();
  await expect(desk.line("It takes a week.").getByTitle("Read")).toBeVisible();

  for (const text of ["Thank you!", "To which address?"]) await visitorWrites(text);
  // One slow moment of a busy machine is not a slow product.
  expect(times.sort((a, b) => a - b)[1], `milliseconds: ${times.map(Math.round)}`).toBeLessThan(1_000);
  await maya.context().close();
  await shop.close();
});
