/** Worlds that nobody thought of: routes, delays, rates, limits and faults from a seed. */
import { lognormal, seeded, type RouteModel, type World } from "./world.ts";

/** One to three routes of 20 to 220 ms and up to twelve lanes each; some share a link, some lanes fail for a while. */
export function randomWorld(size: number, seed: number): World {
  const random = seeded(seed * 77);
  const line = 1e6 * 10 ** (random() * 1.5);
  const count = 1 + Math.floor(random() * 3);
  const routes = Array.from({ length: count }, (_, index): RouteModel => {
    const rttMs = 20 + Math.floor(random() * 200);
    const lanes = 1 + Math.floor(random() * 12);
    const each = (line / lanes / count) * (0.5 + random() * 2);
    const rates = Array.from({ length: lanes }, () => each * lognormal(random, 0.6));
    const limited = random() < 0.3 ? { limit: line * (0.1 + 0.9 * random()) } : {};
    return { name: `route ${index}`, rttMs, connectMs: 3 * rttMs, rates, ...limited };
  });
  const [faulty, lane, from] = [random() < 0.3, Math.floor(random() * 3), (random() * size) / line];
  const ill = (id: number, now: number) => id === lane && now > from && now < from + 3;
  return {
    size,
    routes,
    ...(random() < 0.5 ? { access: line } : {}),
    ...(faulty ? { factor: (id: number, now: number) => (ill(id, now) ? 0.05 : 1) } : {}),
  };
}
