/** The faults that other downloaders were measured at: every answer of the server is like this. */
import { dropAt, htmlPage, stallAt, status, type FaultScript } from "../../helpers/fault-server.ts";

export const peerFileBytes = 4_200_007;

export interface PeerRow {
  readonly fault: string;
  readonly script: FaultScript;
  /** Each answer has bytes of its own: a file of any one of them, whole, is right. */
  readonly versions?: true;
}

export const peerRows: readonly PeerRow[] = [
  {
    fault: "206 of other bytes than asked (always 0-99)",
    script: ({ range }) => (range ? { shift: -range.start, atMost: 100 } : undefined),
  },
  { fault: "206 shorter than asked", script: ({ range }) => (range ? { atMost: 300_000 } : undefined) },
  { fault: "200 to Range", script: () => ({ ignoreRange: true }) },
  { fault: "206 without Content-Range", script: ({ range }) => (range ? { contentRange: null } : undefined) },
  { fault: "`bytes a-b/*`", script: () => ({ total: "*" }) },
  { fault: "the total differs between answers", script: ({ index }) => ({ total: peerFileBytes + index }) },
  { fault: "another ETag on every answer", script: ({ index }) => ({ etag: `"${index}"` }) },
  {
    fault: "another ETag and other bytes on every answer",
    script: ({ index }) => ({ etag: `"${index}"`, seed: `version ${index}`, rate: 4_000_000 }),
    versions: true,
  },
  { fault: "HEAD is answered 405", script: ({ method }) => (method === "HEAD" ? status(405) : undefined) },
  {
    fault: "the body is cut in the middle every time",
    script: ({ range }) => dropAt(Math.floor(((range?.end ?? peerFileBytes) - (range?.start ?? 0)) / 2)),
  },
  {
    fault: "503 and Retry-After: 1, twice",
    script: ({ index }) => (index < 2 ? status(503, 1) : undefined),
  },
  { fault: "200 text/html, a captive page", script: () => htmlPage() },
  { fault: "Content-Encoding: gzip unasked", script: () => ({ coding: "gzip" }) },
  { fault: "stalls after 64 KB", script: () => stallAt(65_536) },
  {
    fault: "no length (chunked), and cut",
    script: () => ({
      ignoreRange: true,
      framing: "chunked",
      headers: { "accept-ranges": null },
      cut: { at: 1_500_000, by: "fin" },
    }),
  },
];
