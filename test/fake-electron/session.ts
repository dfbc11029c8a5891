/** `session`: permissions. Without a handler everything is granted, as in Electron. */
import { EventEmitter } from "node:events";
import { protocol } from "./schemes.ts";
import { strict } from "./strict.ts";

interface Details {
  readonly requestingUrl: string;
  readonly isMainFrame: boolean;
}
type Ask = (contents: null, permission: string, answer: (granted: boolean) => void, details: Details) => void;
type Check = (contents: null, permission: string, origin: string, details: Details) => boolean;

let ask: Ask | null = null;
let check: Check | null = null;
let checkDevice: ((details: object) => boolean) | null = null;

export const defaultSession = strict(
  "session",
  Object.assign(new EventEmitter(), {
    protocol,
    setPermissionRequestHandler: (handler: Ask | null) => void (ask = handler),
    setPermissionCheckHandler: (handler: Check | null) => void (check = handler),
    setDevicePermissionHandler: (handler: typeof checkDevice) => void (checkDevice = handler),
    resolveProxy: async () => "DIRECT",
    /** For tests: what each handler says to a page that asks. */
    askPermission: (permission: string, requestingUrl: string) =>
      new Promise<boolean>((resolve) =>
        ask ? ask(null, permission, resolve, { requestingUrl, isMainFrame: true }) : resolve(true),
      ),
    checkPermission: (permission: string, origin: string) =>
      check?.(null, permission, origin, { requestingUrl: origin, isMainFrame: true }) ?? true,
    checkDevicePermission: () => checkDevice?.({}) ?? true,
  }),
);

export const session = strict("session", {
  defaultSession,
  /** Only to be handed to `net.request`. */
  fromPartition: (partition: string) => strict("session", { partition }),
});
