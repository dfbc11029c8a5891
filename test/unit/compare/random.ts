/** Seeded chance: the same seed gives the same numbers. */
export interface Random {
  /** Uniform in [0, 1). */
  readonly uniform: () => number;
  /** Normal with mean 0 and deviation 1 (Box & Muller 1958). */
  readonly normal: () => number;
}

/** The mulberry32 generator (Tommy Ettinger, public domain). */
export function seeded(seed: number): Random {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

/** Speeds around the median 1, by the name of their shape. All take one number: the coefficient of variation or a share. */
export const noises = {
  lognormal: (cv: number, random: Random) => Math.exp(Math.sqrt(Math.log(1 + cv * cv)) * random.normal()),
  /** Cut off at 0: a wide one stalls now and then. */
  normal: (cv: number, random: Random) => Math.max(0, 1 + cv * random.normal()),
  uniform: (cv: number, random: Random) => Math.max(0, 1 + cv * Math.sqrt(12) * (random.uniform() - 0.5)),
  /** Full speed, or 3 % of it in a share of the rounds. */
  twoSpeeds: (share: number, random: Random) =>
    (random.uniform() < share ? 0.03 : 1) * (1 + 0.02 * random.normal()),
  /** Nothing at all in a share of the rounds. */
  stalls: (share: number, random: Random) => (random.uniform() < share ? 0 : Math.exp(0.2 * random.normal())),
} satisfies Record<string, (parameter: number, random: Random) => number>;
