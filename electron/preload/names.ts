/**
 * The only names that pass the bridge. They are literals, so that the contract's checks (zod) stay out of the preload;
 * the types make each table complete, and a test holds them against the contract itself.
 */
import type { EventName, MethodName } from "../common/contract.ts";

const methods: Readonly<Record<MethodName, true>> = {
  "app.info": true,
  "settings.get": true,
  "settings.set": true,
  "settings.defaults": true,
  "settings.reset": true,
  "limits.now": true,
  "folder.pick": true,
  "relays.list": true,
  "relays.add": true,
  "relays.update": true,
  "relays.remove": true,
  "relays.use": true,
  "relays.quota": true,
  "relays.spec": true,
  "relays.test": true,
  "relays.health": true,
  "sources.probe": true,
  "comparisons.start": true,
  "comparisons.stop": true,
  "comparisons.list": true,
  "comparisons.history": true,
  "comparisons.plan": true,
  "comparisons.unplan": true,
  "comparisons.plans": true,
  "downloads.list": true,
  "downloads.add": true,
  "downloads.pause": true,
  "downloads.resume": true,
  "downloads.limit": true,
  "downloads.onFinish": true,
  "downloads.relink": true,
  "downloads.cancel": true,
  "downloads.remove": true,
  "downloads.clear": true,
  "downloads.open": true,
  "downloads.reveal": true,
  "offers.list": true,
  "offers.dismiss": true,
  "offers.read": true,
  "gateway.get": true,
  "gateway.start": true,
  "gateway.stop": true,
  "rules.get": true,
  "rules.set": true,
  "rules.test": true,
  "practice.get": true,
  "practice.start": true,
  "practice.stop": true,
};

const events: Readonly<Record<EventName, true>> = {
  "downloads.changed": true,
  "downloads.removed": true,
  "comparisons.changed": true,
  "comparisons.planned": true,
  "relays.changed": true,
  "settings.changed": true,
  "limits.changed": true,
  "offers.changed": true,
  "app.show": true,
  "network.changed": true,
  "gateway.changed": true,
  "practice.changed": true,
};

export const callNames: ReadonlySet<string> = new Set(Object.keys(methods));
export const heardNames: ReadonlySet<string> = new Set(Object.keys(events));
