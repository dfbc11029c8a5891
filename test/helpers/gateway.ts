import { onTestFinished } from "vitest";
import { systemClock } from "../../electron/engine/clock.ts";
import { startGateway, type Gateway, type GatewayOptions } from "../../electron/engine/gateway/gateway.ts";
import { silentLog } from "../../electron/engine/log.ts";
import { direct } from "../../electron/engine/routes/direct.ts";

/** A gateway for one test: direct alone, to private addresses too, unless `more` says otherwise. */
export async function openGateway(more: Partial<GatewayOptions> = {}): Promise<Gateway> {
  const gateway = await startGateway({
    roads: async () => ({ routes: [direct], mode: "auto" }),
    clock: systemClock,
    random: () => 0.5,
    log: silentLog,
    allowPrivate: true,
    connections: 8,
    ...more,
  });
  onTestFinished(() => gateway.close());
  return gateway;
}

/** The gateway URL of an address. */
export const through = (gateway: Gateway, url: string) => `${gateway.url}/${url.replace("://", "/")}`;
