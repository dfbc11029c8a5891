/** The direct route as the gateway takes it: never to this machine or its network, whatever a name leads to. */
import { isIP } from "node:net";
import { AppError } from "../../common/errors.ts";
import { isPublicAddress, publicLookup } from "../../net/public-address.ts";
import { socketHost, straight } from "../http/dial/way.ts";
import { direct } from "../routes/direct.ts";
import type { Route } from "../routes/route.ts";

/** Direct, but for addresses that are not public: names are looked up once, and what was checked is connected to. */
export const guardedDirect: Route = {
  ...direct,
  way: (url) => {
    refusePrivate(url);
    return { ...straight(url), lookup: publicLookup };
  },
};

/** Throws AppError `private-address` where the host is written as an address that is not public. */
export function refusePrivate(url: URL): void {
  const host = socketHost(url.hostname);
  const local = host === "localhost" || host.endsWith(".localhost");
  if (local || (isIP(host) !== 0 && !isPublicAddress(host)))
    throw new AppError("private-address", { host: url.host });
}
