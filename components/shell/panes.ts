/** F6 walks the panes: the first thing in each that can take the focus, marked with data-pane. */
export function focusNextPane(): void {
  const panes = [...document.querySelectorAll<HTMLElement>("[data-pane]")].filter((pane) => pane.getClientRects().length > 0);
  if (panes.length === 0) return;
  const here = panes.findIndex((pane) => pane.contains(document.activeElement));
  const next = panes[(here + 1) % panes.length];
  const target = next?.matches("[tabindex]") ? next : next?.querySelector<HTMLElement>("a[href], button:not(:disabled), textarea, input, [tabindex]");
  target?.focus();
}
