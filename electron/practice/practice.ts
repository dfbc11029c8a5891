/**
 * The built-in practice network: the whole story on loopback, with no network at all. A file lies behind a long and thin
 * direct link; a relay near by reaches it fast.
 *
 *   client -- direct link, 200 ms, 1 Mbit/s a connection ----------- origin
 *   client -- relay link, 40 ms, 80 Mbit/s in all -- relay ---------- origin
 */
import { practiceRelayName } from "../common/defaults.ts";
import { parseRelaySpec, printRelaySpec } from "../common/relay-spec.ts";
import { scaleBytes, significant } from "../common/units.ts";
import { startLink, type LinkShape } from "./link.ts";
import { loopback } from "./loopback.ts";
import { startOrigin } from "./origin.ts";
import { startRelay } from "./relay.ts";
import { SeededBytes } from "./seeded-bytes.ts";

export interface PracticeOptions {
  /** Size of the file; 50 MB unless given. Costs no memory. */
  readonly size?: number;
  /** The same seed and size give the same file. */
  readonly seed?: string;
  /** Links of another shape than the usual ones. */
  readonly links?: { readonly direct?: LinkShape; readonly relay?: LinkShape };
}

export interface Practice {
  /** The file, over the direct link. */
  readonly url: string;
  /** Relay specs that cover the file. */
  readonly relays: readonly string[];
  readonly size: number;
  /** Of the whole file; null above 1 GB, where it would take long to compute. */
  readonly sha256: string | null;
  /** Ends everything, whatever is under way. */
  close(): Promise<void>;
}

const directLink: LinkShape = { rttMs: 200, connectionRate: 125_000 };
const relayLink: LinkShape = { rttMs: 40, sharedRate: 10_000_000 };
const hashedUpTo = 1e9;

/** Bytes of the file in the app: a comparison should leave enough of it for a download to watch. */
export const appPracticeSize = 150_000_000;

/** Starts the practice network on loopback; resolves when all of it answers. */
export async function startPractice(options: PracticeOptions = {}): Promise<Practice> {
  const { size = 50_000_000, seed = "detour practice" } = options;
  const name = `practice-${shortSize(size)}.bin`;
  const started: { close(): Promise<void> }[] = [];
  const keep = <T extends { close(): Promise<void> }>(part: T): T => {
    started.push(part);
    return part;
  };
  const close = async () => {
    await Promise.all(started.map((part) => part.close()));
  };
  try {
    const origin = keep(await startOrigin({ size, seed, name }));
    const direct = keep(
      await startLink({ ...(options.links?.direct ?? directLink), targetPort: origin.port }),
    );
    const authority = `${loopback}:${direct.port}`;
    const relay = keep(
      await startRelay({
        reverse: [{ prefix: "/", target: `http://${loopback}:${origin.port}/`, host: authority }],
      }),
    );
    const near = keep(await startLink({ ...(options.links?.relay ?? relayLink), targetPort: relay.port }));
    const spec = parseRelaySpec(
      `reverse:http://${loopback}:${near.port}/=http://${authority}/#name=${practiceRelayName}&own`,
    );
    return {
      url: `http://${authority}/${name}`,
      relays: [printRelaySpec(spec)],
      size,
      sha256: size > hashedUpTo ? null : await new SeededBytes(seed).sha256(size),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** `50MB`, `1.5GB`: the size as it may stand in a file name. */
function shortSize(size: number): string {
  const { value, unit } = scaleBytes(size);
  return `${Number(significant(value))}${unit}`;
}
