/** How a Linux desktop is told to start the app at sign-in: one file in the user's autostart folder. Pure. */
import path from "node:path";
import { hiddenSwitch } from "./command-line.ts";

/** Where the file goes. */
export function autostartFile(env: Readonly<Record<string, string | undefined>>, home: string): string {
  return path.join(env["XDG_CONFIG_HOME"] || path.join(home, ".config"), "autostart", "detour.desktop");
}

/** What is in it, for the program at this path. */
export function autostartEntry(program: string): string {
  return [
    "[Desktop Entry]",
    "Type=Application",
    "Name=Detour",
    `Exec=${quote(program)} ${hiddenSwitch}`,
    "X-GNOME-Autostart-enabled=true",
    "",
  ].join("\n");
}

/** Quoted as the Desktop Entry Specification asks: the argument's own escapes, then those of a string, and `%` doubled. */
function quote(program: string): string {
  const argument = program.replaceAll(/["`$\\]/g, String.raw`\$&`);
  return `"${argument.replaceAll("\\", "\\\\").replaceAll("%", "%%")}"`;
}
