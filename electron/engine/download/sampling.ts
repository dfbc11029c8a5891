/** When samples are taken in a run, from whom, and when they are compared. */
import { drain, readSmall } from "../http/read-small.ts";
import { sampleBytes } from "./admission.ts";
import { beginsAt } from "../routes/mirror.ts";
import { judgeContradiction } from "./contradiction.ts";
import { openRoad, type Ask, type Opening } from "./opening.ts";
import type { Span } from "./ledger.ts";
import { samplePlaces } from "./samples.ts";
import type { Road } from "./road.ts";
import type { TransferOptions } from "./transfer.ts";

/** Samples that are asked for at the same time. */
const atOnce = 3;
/** How long a file that is all here waits for samples that are still on their way. */
const graceMs = 500;

export class Sampling {
  readonly #options: TransferOptions;
  readonly #ask: Ask;
  #gathering = false;
  #gathered: Promise<void> = Promise.resolve();

  /** `ask.signal` ends all of it. */
  constructor(options: TransferOptions, ask: Ask) {
    this.#options = options;
    this.#ask = ask;
  }

  /**
   * Compares samples as their places are written, until the signal aborts, and then once more. Out: the error of the
   * first contradiction (see contradiction.ts), or of the disk; undefined where there is none.
   */
  async watch(): Promise<Error | undefined> {
    const { samples, ledger, part, clock, source, roads } = this.#options;
    const endToEnd = (name: string) => roads.some(({ route }) => route.name === name && route.endToEnd);
    for (;;) {
      await clock.sleep(250, this.#ask.signal);
      const over = this.#ask.signal.aborted;
      try {
        const found = samples.ready(ledger) ? await samples.compare(ledger, part) : undefined;
        if (found) {
          const written = { name: found.route, endToEnd: endToEnd(found.route) };
          // Of two relays, the user's checksum tells later which of them is right.
          if (this.#options.proved && !written.endToEnd && !found.judge.route.endToEnd) return undefined;
          const { host } = beginsAt(found.judge.route, source);
          return judgeContradiction(written, found.judge.route, found.byte, host);
        }
      } catch (error) {
        return error instanceof Error ? error : new Error(String(error));
      }
      if (over) return undefined;
    }
  }

  /** Keeps a sample that came with a road's first answer, and reads any other answer to its end. Never rejects. */
  async keep(road: Road, opening: Opening): Promise<void> {
    const { signal } = this.#ask;
    if (opening.kind !== "ranges") return drain(opening.answer, 2 * sampleBytes, signal);
    const { start, end } = opening.part;
    const bytes = await readSmall(opening.answer, end - start, signal).catch(() => undefined);
    if (bytes?.length === end - start) this.#options.samples.add(road, start, bytes);
  }

  /**
   * Asks a road for blocks all over the file, a few at a time, to compare what relays bring. An end-to-end road is
   * asked; where there is none, the first that joined. Samples are a help: what cannot be had is left out. Never rejects.
   */
  async gather(road: Road): Promise<void> {
    const { roads, ledger, random } = this.#options;
    const { signal } = this.#ask;
    const relays = roads.filter(
      ({ route, state, reserve }) => !route.endToEnd && state !== "out" && !reserve,
    );
    const witness = roads.find(({ route, state, reserve }) => route.endToEnd && state !== "out" && !reserve);
    if (this.#gathering || relays.length === 0 || roads.length < 2 || (witness && road !== witness)) return;
    this.#gathering = true;
    const { start, end } = ledger.compared;
    const places = samplePlaces(end - start, random).map((place) => ({
      start: start + place.start,
      end: start + place.end,
    }));
    const next = async (): Promise<void> => {
      for (let place = places.shift(); place && !signal.aborted; place = places.shift()) {
        if (road.state !== "out") await this.#take(road, place);
      }
    };
    const work = Promise.all(Array.from({ length: atOnce }, next));
    this.#gathered = work.then(() => undefined);
    await work;
  }

  async #take(road: Road, { start, end }: Span): Promise<void> {
    road.sampling++;
    try {
      const opening = await openRoad(road, { start, end }, this.#ask);
      if (opening.kind === "ranges" && opening.part.end === end) await this.keep(road, opening);
      else opening.answer.close();
    } catch {
      // The road's own lanes find out what is wrong with it.
    } finally {
      road.sampling--;
    }
  }

  /** Resolves when all samples are here, or after a moment: a fast relay is not held up for long by a slow witness. */
  async settled(): Promise<void> {
    const { clock } = this.#options;
    await Promise.race([this.#gathered, clock.sleep(graceMs, this.#ask.signal)]);
  }
}
