import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";

export interface Certificates {
  /** PEM of the authority that whoever connects must trust. */
  authority: string;
  certificate: string;
  key: string;
}

/** An authority of the folder's own and a certificate for localhost and 127.0.0.1, good for two days. Throws with openssl's words. */
export function makeCertificates(folder: string): Certificates {
  const at = (name: string) => path.join(folder, name);
  const openssl = (...args: string[]) => {
    const { status, stderr } = spawnSync("openssl", args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`openssl: ${stderr}`);
  };
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl("req", "-x509", ...newKey, "-days", "2", "-subj", "/CN=Harbour test authority", "-keyout", at("ca-key.pem"), "-out", at("ca.pem"));
  openssl("req", ...newKey, "-subj", "/CN=localhost", "-keyout", at("key.pem"), "-out", at("request.pem"));
  writeFileSync(at("names.cnf"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
  const signed = ["-CA", at("ca.pem"), "-CAkey", at("ca-key.pem"), "-CAcreateserial", "-extfile", at("names.cnf")];
  openssl("x509", "-req", "-in", at("request.pem"), "-days", "2", ...signed, "-out", at("certificate.pem"));
  return { authority: at("ca.pem"), certificate: at("certificate.pem"), key: at("key.pem") };
}
