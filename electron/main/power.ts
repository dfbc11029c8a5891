/** The machine's sleep: what runs is safe on disk before it, and goes on after. */
import { app, net, powerMonitor } from "electron";
import type { Service } from "../service/service.ts";
import { untilOnline } from "./until-online.ts";

/** Follows the machine's power. To be called once the app is ready. */
export function followPower(service: Pick<Service, "suspend" | "wake">): void {
  powerMonitor.on("suspend", () => void service.suspend());
  powerMonitor.on("resume", () => void untilOnline(() => net.isOnline()).then(() => service.wake()));
  // Quitting saves everything in good order; being killed a little later would lose the last seconds. Electron's types leave
  // out the event: without its `preventDefault` the system does not wait for the app to end.
  powerMonitor.on("shutdown", (event?: { preventDefault(): void }) => {
    event?.preventDefault();
    app.quit();
  });
}
