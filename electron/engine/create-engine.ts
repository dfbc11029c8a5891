import { AppError } from "../common/errors.ts";
import type { ComparisonView, DownloadView } from "../common/views.ts";
import { compareRoutes } from "./compare/compare-routes.ts";
import { createDownloads } from "./download/downloads.ts";
import { createLimit } from "./download/throttle.ts";
import { startGateway, type Gateway } from "./gateway/gateway.ts";
import { poolRoads } from "./gateway/pool-roads.ts";
import { checkHealth } from "./health/health-check.ts";
import { rememberCap, rememberedCap } from "./download/host-limits.ts";
import { discardOldDrafts } from "./download/drafts.ts";
import { probeRoutes } from "./download/probe.ts";
import { networkName } from "./pool/network.ts";
import { rememberRoads } from "./pool/route-memory.ts";
import { createTrafficBook } from "./pool/traffic-book.ts";
import { reachRelay } from "./routes/reach.ts";
import { resolveSystem } from "./routes/system.ts";
import type { Comparison, Engine, EngineEvents, EngineOptions, NamedRelay } from "./types.ts";

/** Makes an engine over a store that is open. Whoever makes it closes it, then the store. */
export function createEngine(options: EngineOptions): Engine {
  const listeners: { readonly [E in keyof EngineEvents]: Set<EngineEvents[E]> } = {
    download: new Set(),
    removed: new Set(),
    comparison: new Set(),
  };
  const traffic = createTrafficBook(options.store, options.clock, options.log);
  const limit = createLimit(null, options.clock);
  const downloads = createDownloads(
    { ...options, traffic },
    limit,
    (view: DownloadView) => listeners.download.forEach((listener) => listener(view)),
    (id: string) => listeners.removed.forEach((listener) => listener(id)),
  );
  const resolve = (relays: readonly NamedRelay[], source: URL) =>
    resolveSystem(relays, source, options.systemProxy);
  const gateways = new Set<Gateway>();
  const comparisons = new Set<Comparison>();
  const closing = new AbortController();
  void discardOldDrafts(options.store, options.clock.date()).catch((error: unknown) =>
    options.log.warn({ error: String(error) }, "old drafts were not removed"),
  );
  return {
    downloads,
    probe: async (request) =>
      probeRoutes(
        { ...request, relays: await resolve(request.relays, request.source) },
        traffic,
        options.clock,
        closing.signal,
      ),
    resolve,
    reach: (spec) => reachRelay(spec, () => options.clock.now()),
    health: async (relay, source) =>
      checkHealth({
        relay: source ? ((await resolve([relay], source))[0] ?? relay) : relay,
        ...(source && { source }),
        direct: true,
        traffic: (one) => traffic.trafficOf(one),
        clock: options.clock,
        signal: closing.signal,
      }),
    async gateway({ plan, ...request }) {
      const { allowPrivate = false } = request;
      const { store, clock, log, network = networkName } = options;
      const gateway = await startGateway({
        ...options,
        ...request,
        limit,
        memory: {
          remembered: ({ host }, route) => rememberedCap(store, host, route, clock.date()),
          learned: ({ host }, route, cap) => rememberCap(store, host, route, cap, clock.date()),
          // A client may read as slowly as it likes: the speed is not the road's.
          showed: ({ host }, roads) =>
            rememberRoads(roads, {
              store,
              log,
              host,
              network: network(),
              date: clock.date(),
              limited: true,
            }),
        },
        roads: async (source) => {
          const planned = plan(source);
          if (!planned) return undefined;
          return poolRoads(await resolve(planned.relays, source), source, planned.mode, {
            store: options.store,
            traffic,
            allowPrivate,
            network: (options.network ?? networkName)(),
            date: options.clock.date(),
          });
        },
      });
      gateways.add(gateway);
      return {
        ...gateway,
        close: async () => {
          gateways.delete(gateway);
          await gateway.close();
        },
      };
    },
    traffic: (spec) => traffic.used(spec),
    compare(request) {
      if (closing.signal.aborted) throw new AppError("not-allowed", { detail: "Detour is closing" });
      if (request.relays.length === 0 && !request.direct) throw new AppError("no-relay", {});
      const comparison = compareRoutes(request, { ...options, traffic }, (view: ComparisonView) =>
        listeners.comparison.forEach((listener) => listener(view)),
      );
      comparisons.add(comparison);
      void comparison.finished.finally(() => comparisons.delete(comparison));
      return comparison;
    },
    setLimit: (bytesPerSecond) => limit.set(bytesPerSecond),
    on(event, listener) {
      listeners[event].add(listener);
      return () => listeners[event].delete(listener);
    },
    async close() {
      closing.abort(new AppError("interrupted", {}));
      for (const comparison of comparisons) comparison.stop();
      await Promise.all([...gateways].map((gateway) => gateway.close()));
      await Promise.all([...comparisons].map(({ finished }) => finished));
      await downloads.close();
      traffic.close();
    },
  };
}
