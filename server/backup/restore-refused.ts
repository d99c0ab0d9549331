/** A restore that would have done harm; the message says what to do instead. Nothing was changed. */
export class RestoreRefused extends Error {
  override readonly name = "RestoreRefused";
}
