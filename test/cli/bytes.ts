import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** Bytes that repeat nowhere, the same each time: whatever lands in a wrong place changes the hash. */
export function aperiodicBytes(size: number, seed = "detour"): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at * 64 < size; at++) parts.push(createHash("sha512").update(`${seed} ${at}`).digest());
  return Buffer.concat(parts).subarray(0, size);
}

export function sha256(data: Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

export function sha256OfFile(file: string): string {
  return sha256(readFileSync(file));
}
