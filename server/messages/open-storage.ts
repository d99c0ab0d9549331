import path from "node:path";
import { env, required } from "@/lib/env";
import { fileStorage, type Storage } from "./storage";
import { s3Storage } from "./storage-s3";

/** The store of this installation: a bucket where S3_ENDPOINT is set, else files below DATA_DIR. Throws naming the variable that is missing. */
export function storage(): Storage {
  const endpoint = env().S3_ENDPOINT;
  if (!endpoint) return fileStorage(path.resolve(env().DATA_DIR, "attachments"));
  return s3Storage({
    endpoint,
    bucket: required("S3_BUCKET"),
    accessKeyId: required("S3_ACCESS_KEY_ID"),
    secretAccessKey: required("S3_SECRET_ACCESS_KEY"),
  });
}
