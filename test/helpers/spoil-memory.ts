/** Spoils the readers' memory as soon as it is given back: whoever still looks at it brings wrong bytes, and is found out. */
import { SlabStore } from "../../electron/engine/http/range-reader/slab-store.ts";

export interface Spoiled {
  /** How often memory was given back. */
  readonly given: () => number;
  /** What was wrong: memory that was given back twice, or written to while nobody had it. */
  readonly faults: readonly string[];
  /** Ends it. */
  readonly stop: () => void;
}

const rotten = 0xdb;
const page = 4096;

/** Spoils all of it, from now until `stop`. */
export function spoilMemory(): Spoiled {
  const take: (this: SlabStore) => Buffer = Reflect.get(SlabStore.prototype, "take");
  const give: (this: SlabStore, bytes: Buffer) => void = Reflect.get(SlabStore.prototype, "give");
  const spare = new WeakSet<Buffer>();
  const faults: string[] = [];
  let given = 0;
  SlabStore.prototype.give = function (this: SlabStore, bytes) {
    given++;
    if (spare.has(bytes)) faults.push("given back twice");
    spare.add(bytes);
    give.call(this, bytes.fill(rotten));
  };
  SlabStore.prototype.take = function (this: SlabStore) {
    const bytes = take.call(this);
    for (let at = 0; spare.has(bytes) && at < bytes.length; at += page)
      if (bytes[at] !== rotten) {
        faults.push(`written at ${at} while nobody had it`);
        break;
      }
    spare.delete(bytes);
    return bytes;
  };
  return {
    given: () => given,
    faults,
    stop() {
      SlabStore.prototype.take = take;
      SlabStore.prototype.give = give;
    },
  };
}
