/** An authority of a test's own, and one certificate of it for some names: what real servers are given. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { need } from "./debian.ts";

const run = promisify(execFile);

export interface Certificates {
  /** Where they are; may hold more files of the test. */
  readonly folder: string;
  readonly cert: string;
  readonly key: string;
  /** The authority's certificate, as a file and as text. */
  readonly authority: string;
  readonly authorityPem: string;
  /** SHA-256 of the certificate, lower-case hexadecimal. */
  readonly fingerprint: string;
  close(): Promise<void>;
}

/** Makes them. In: host names and addresses. */
export async function makeCertificates(names: readonly string[]): Promise<Certificates> {
  const openssl = await need("openssl", "openssl");
  const folder = await mkdtemp(path.join(tmpdir(), "detour-certificates-"));
  const at = (name: string) => path.join(folder, name);
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  await run(openssl, [
    "req",
    "-x509",
    ...key,
    "-days",
    "2",
    "-subj",
    "/CN=test authority",
    "-addext",
    "basicConstraints=critical,CA:TRUE",
    "-keyout",
    at("ca.key"),
    "-out",
    at("ca.pem"),
  ]);
  await run(openssl, [
    "req",
    ...key,
    "-subj",
    "/CN=server",
    "-keyout",
    at("key.pem"),
    "-out",
    at("request.pem"),
  ]);
  const listed = names.map((name) => (/^[\d.]+$/.test(name) ? `IP:${name}` : `DNS:${name}`));
  await writeFile(at("names"), `subjectAltName=${listed.join(",")}\n`);
  await run(openssl, [
    "x509",
    "-req",
    "-in",
    at("request.pem"),
    "-CA",
    at("ca.pem"),
    "-CAkey",
    at("ca.key"),
    "-CAcreateserial",
    "-days",
    "2",
    "-extfile",
    at("names"),
    "-out",
    at("cert.pem"),
  ]);
  const { stdout } = await run(openssl, ["x509", "-in", at("cert.pem"), "-noout", "-fingerprint", "-sha256"]);
  await run("chmod", ["-R", "a+rX", folder]);
  return {
    folder,
    cert: at("cert.pem"),
    key: at("key.pem"),
    authority: at("ca.pem"),
    authorityPem: await readFile(at("ca.pem"), "utf8"),
    fingerprint: (stdout.split("=")[1] ?? "").trim().replaceAll(":", "").toLowerCase(),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
