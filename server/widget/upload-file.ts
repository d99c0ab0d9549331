import { inTenant } from "@/server/db/in-tenant";
import { receiveUpload, type StoredUpload } from "@/server/messages/store-upload";
import type { Visitor } from "./find-visitor";
import { VISITOR } from "./start-session";

/** As the panel promises: 20 MB a file. */
const MAX_BYTES = 20 * 1024 * 1024;

/** Takes multipart `file` of a visitor, for a message within a day. Throws invalid: `malformed-multipart`, `empty-file`, `too-large`. */
export function uploadFile({ channel: { tenantId } }: Visitor, request: Request): Promise<StoredUpload> {
  return receiveUpload({ tenantId, inTenant: (fn) => inTenant(tenantId, VISITOR, fn) }, request, MAX_BYTES);
}
