/** Numbers with units, as a person reads or types them. English; the renderer formats by locale with Intl. */

const decimal = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

/** Three significant digits: `0.284`, `4.92`, `11.4`, `214`. Larger numbers keep all their digits before the point. */
export function significant(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  // Rounded first: 0.9999 has its first digit before the point.
  const rounded = Number(value.toPrecision(3));
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(rounded))));
  return rounded.toFixed(Math.min(digits, 3));
}

/** Splits a count of bytes into a number and its decimal unit (kB = 1000 B), so that both can be set apart. */
export function scaleBytes(bytes: number): {
  readonly value: number;
  readonly unit: (typeof decimal)[number];
} {
  let value = bytes;
  let step = 0;
  while (Math.abs(value) >= 999.5 && step < decimal.length - 1) {
    value /= 1000;
    step++;
  }
  return { value, unit: decimal[step] ?? "B" };
}

/** `1.42 GB`, `512 B`. */
export function formatBytes(bytes: number): string {
  const { value, unit } = scaleBytes(bytes);
  return `${unit === "B" ? Math.round(value) : significant(value)} ${unit}`;
}

/** `11.4 MB/s` from bytes per second. */
export function formatSpeed(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** `0.4 s`, `12 s`, `2 min 4 s`, `1 h 24 min`, `3 d 4 h` from seconds; `unknown` where it is not finite. */
export function formatDuration(seconds: number): string {
  const parts = splitDuration(seconds);
  return parts ? parts.map(({ value, unit }) => `${value} ${unit}`).join(" ") : "unknown";
}

export type DurationUnit = "s" | "min" | "h" | "d";

/** A duration in its two largest units, the way a person says it; undefined where it is not finite. */
export function splitDuration(seconds: number): readonly { value: number; unit: DurationUnit }[] | undefined {
  if (!Number.isFinite(seconds) || seconds < 0) return undefined;
  if (seconds < 9.95) return [{ value: Number(seconds.toFixed(1)), unit: "s" }];
  const whole = Math.round(seconds);
  const two = (big: number, bigUnit: DurationUnit, small: number, smallUnit: DurationUnit) =>
    small === 0
      ? [{ value: big, unit: bigUnit }]
      : [
          { value: big, unit: bigUnit },
          { value: small, unit: smallUnit },
        ];
  if (whole < 60) return [{ value: whole, unit: "s" }];
  if (whole < 3600) return two(Math.floor(whole / 60), "min", whole % 60, "s");
  const minutes = Math.round(whole / 60);
  if (minutes < 24 * 60) return two(Math.floor(minutes / 60), "h", minutes % 60, "min");
  const hours = Math.round(minutes / 60);
  return two(Math.floor(hours / 24), "d", hours % 24, "h");
}

const factors: Readonly<Record<string, number>> = {
  "": 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  ki: 2 ** 10,
  mi: 2 ** 20,
  gi: 2 ** 30,
  ti: 2 ** 40,
};

/**
 * Reads a size or a rate: `500k`, `2M`, `1.5 MB/s`, `10MiB`. Decimal unless it says `i`.
 * Returns bytes (or bytes per second), or undefined where the text is no such thing or not above zero.
 */
export function parseBytes(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]?i?)b?(?:\/s)?\s*$/i.exec(text);
  const factor = factors[match?.[2]?.toLowerCase() ?? "?"];
  if (!match?.[1] || factor === undefined) return undefined;
  const bytes = Math.round(Number(match[1]) * factor);
  return bytes > 0 && Number.isSafeInteger(bytes) ? bytes : undefined;
}
