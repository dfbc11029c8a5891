/** Records as the journal holds them, for lists that no test could download. */
import type { DownloadRecord } from "../../electron/engine/store/store.ts";

/** A finished download of 4 MB, the `at`th of many: `file-00017.iso` from `host-7.example.com`, a second after the one before. */
export function finishedRecord(at: number, folder: string): DownloadRecord {
  const name = `file-${String(at).padStart(5, "0")}.iso`;
  const total = 4_000_000;
  return {
    id: `many-${at}`,
    source: `https://host-${at % 10}.example.com/files/${name}`,
    folder,
    wantedName: null,
    state: "done",
    mode: "all",
    relays: [
      { name: "Beijing", spec: "reverse:https://bj.example:8443/=https://files.example/", use: "auto" },
    ],
    connections: 8,
    checksum: null,
    wantSha256: false,
    limit: null,
    headers: {},
    sealedHeaders: null,
    fileName: name,
    partName: `${name}.part`,
    partId: null,
    identity: { total, etag: `"${at}"`, lastModified: null },
    trusted: true,
    ranges: true,
    done: [
      [0, total / 4, "direct"],
      [total / 4, total, "Beijing"],
    ],
    keptBytes: 0,
    warnings: [],
    counts: {
      direct: { connections: 4, requests: 8, retries: 0 },
      Beijing: { connections: 8, requests: 20, retries: 1 },
    },
    sha256: null,
    integrity: { level: "sampled", algorithm: null, source: null, strength: null, samples: 6 },
    acceptPage: false,
    findChecksum: false,
    restarts: 0,
    mirrors: [],
    onFinish: null,
    sorted: false,
    placedIn: null,
    newSource: null,
    failure: null,
    seconds: 12,
    createdAt: 1_795_000_000_000 + at * 1000,
    endedAt: 1_795_000_012_000 + at * 1000,
    finishedAt: 1_795_000_012_000 + at * 1000,
    startAt: null,
    late: null,
    heldBy: null,
    tryAt: null,
    again: false,
    aside: [],
    wrong: null,
    order: at,
    priority: "normal",
  };
}
