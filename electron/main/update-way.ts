/** How a new version comes to this copy of the desktop app. Pure. */
import type { UpdateView } from "../common/views.ts";

export interface Installed {
  readonly packaged: boolean;
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What electron-builder leaves in resources/package-type of a Linux package: `deb`, `rpm`; undefined elsewhere. */
  readonly packageType: string | undefined;
  /** Whether the package names a place where new versions are. */
  readonly hasChannel: boolean;
}

/** An AppImage, an installed Windows app and a macOS app can put a new version in their own place; nothing else can. */
export function updateWay({
  packaged,
  platform,
  env,
  packageType,
  hasChannel,
}: Installed): UpdateView["way"] {
  if (!packaged) return "source";
  const itself = hasChannel ? "itself" : "none";
  if (platform === "win32") return env["PORTABLE_EXECUTABLE_FILE"] ? "portable" : itself;
  if (platform === "darwin") return itself;
  if (packageType === "deb") return "deb";
  return env["APPIMAGE"] ? itself : "archive";
}
