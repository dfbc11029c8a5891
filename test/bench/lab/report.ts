/** Runs as a Markdown table and as CSV. */

export interface Measured {
  readonly scenario: string;
  readonly title: string;
  readonly contender: string;
  readonly seed: number;
  readonly run: number;
  /** Wall time of the whole process. */
  readonly seconds: number;
  readonly limitSeconds: number;
  /** What came: the whole file, where it ended well. */
  readonly bytes: number;
  readonly size: number;
  readonly ok: boolean;
  /** What stopped it, or made its file wrong. */
  readonly problem: string;
  /** Bytes that the client received on the wire over the file's size. */
  readonly wire: number;
  /** Requests that were refused with 429. */
  readonly refused: number;
}

/** The middle one; of two, their mean. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1] ?? NaN, sorted[Math.floor(middle)] ?? NaN];
  return (low + high) / 2;
}

function quartile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round((sorted.length - 1) * part)] ?? NaN;
}

/** How much of the limit a run reached: of one that was stopped, by what it had fetched until then. */
export function ofLimit({ limitSeconds, seconds, bytes, size }: Measured): number {
  return (limitSeconds / seconds) * (bytes / size);
}

/** One row a scenario and contender: medians over seeds and runs. */
export function table(all: readonly Measured[]): string {
  const rows = new Map<string, Measured[]>();
  for (const one of all) {
    const key = `${one.title}|${one.contender}`;
    rows.set(key, [...(rows.get(key) ?? []), one]);
  }
  const lines = [...rows.values()].map((runs) => {
    const { title, contender, limitSeconds } = runs[0] as Measured;
    const seconds = runs.map((one) => one.seconds);
    const unfinished = runs.filter((one) => !one.ok);
    const time =
      unfinished.length > runs.length / 2
        ? `> ${median(seconds).toFixed(1)} (${Math.round((median(unfinished.map((one) => one.bytes)) / (runs[0]?.size ?? 1)) * 100)} % of the file; ${unfinished[0]?.problem})`
        : `${median(seconds).toFixed(2)} (${quartile(seconds, 0.25).toFixed(2)} to ${quartile(seconds, 0.75).toFixed(2)})`;
    const limits = new Set(runs.map((one) => one.limitSeconds)).size > 1 ? "varies" : limitSeconds.toFixed(2);
    const share = `${Math.round(median(runs.map(ofLimit)) * 100)} %`;
    const waste = `${((median(runs.map((one) => one.wire)) - 1) * 100).toFixed(1)} %`;
    const refused = Math.max(...runs.map((one) => one.refused));
    return `| ${title} | ${contender} | ${runs.length} | ${time} | ${limits} | ${share} | ${waste} | ${refused} |`;
  });
  return [
    "| scenario | program | runs | seconds: median (quartiles) | limit | of the limit | wire over size | most 429 |",
    "|---|---|---|---|---|---|---|---|",
    ...lines,
  ].join("\n");
}

/** One line a run. */
export function csv(all: readonly Measured[]): string {
  const names = Object.keys(all[0] ?? {}) as (keyof Measured)[];
  return `${[names.join(","), ...all.map((one) => names.map((name) => quoted(one[name])).join(","))].join("\n")}\n`;
}

function quoted(value: string | number | boolean): string {
  return typeof value === "string" ? `"${value.replaceAll('"', '""')}"` : String(value);
}
