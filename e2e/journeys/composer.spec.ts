import { expect, test } from "@playwright/test";
import { deskOn } from "../pages/desk";
import { createChannel, createWorkspace, customersOf, ownerAt } from "../pages/workspace";

test("Enter sends, Shift-Enter breaks the line, and Enter that chooses a Chinese candidate does neither", async ({ browser }) => {
  const workspace = await createWorkspace();
  const { id } = await createChannel(workspace, { kind: "api", name: "Order service" });
  await customersOf(workspace, id)("王芳", "你好，请问什么时候发货？");
  const page = await ownerAt(browser, workspace);
  const desk = deskOn(page);
  await desk.open("王芳");

  await desk.field.pressSequentially("ni");
  await desk.field.dispatchEvent("compositionstart", { data: "" });
  await desk.field.dispatchEvent("compositionupdate", { data: "ni hao" });
  await desk.field.dispatchEvent("keydown", { key: "Enter", isComposing: true });
  // Safari ends the composition before it tells of the key, and marks the key only by its code.
  await desk.field.dispatchEvent("compositionend", { data: "你好" });
  await desk.field.dispatchEvent("keydown", { key: "Enter", keyCode: 229 });
  await expect(desk.field).toHaveValue("ni");
  await desk.field.fill("您好");
  await desk.field.press("Shift+Enter");
  await desk.field.pressSequentially("今天发货。");
  await expect(desk.field).toHaveValue("您好\n今天发货。");
  await expect(desk.thread).not.toContainText("您好");
  await desk.field.press("Enter");
  await expect(desk.thread.getByText("您好\n今天发货。")).toBeVisible();
  await expect(desk.field).toHaveValue("");
  await expect(desk.thread.getByTitle("Sent")).toHaveCount(1);
  await page.context().close();
});
