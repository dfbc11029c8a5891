/** Small decisions at the edge of the system. */
import { expect, test } from "vitest";
import { autostartEntry, autostartFile } from "../../../electron/main/autostart-entry.ts";
import { ownProgram } from "../../../electron/main/own-program.ts";
import { untilOnline } from "../../../electron/main/until-online.ts";

test("Linux starts it at sign-in by a file of the user's own", () => {
  expect(autostartFile({}, "/home/me")).toBe("/home/me/.config/autostart/detour.desktop");
  expect(autostartFile({ XDG_CONFIG_HOME: "/conf" }, "/home/me")).toBe("/conf/autostart/detour.desktop");
  const lines = autostartEntry("/opt/Detour/detour").split("\n");
  expect(lines[0]).toBe("[Desktop Entry]");
  expect(lines).toContain('Exec="/opt/Detour/detour" --hidden');
});

test("a program's path can say nothing but itself", () => {
  expect(autostartEntry('/a b/$(x)`y`"z"\\%d')).toContain(
    String.raw`Exec="/a b/\\$(x)\\` + "`" + String.raw`y\\` + "`" + String.raw`\\"z\\"\\\\%%d" --hidden`,
  );
});

test("waking waits for the network, but not for ever", async () => {
  let asked = 0;
  await untilOnline(() => ++asked > 3, 1, 1000);
  expect(asked).toBe(4);
  asked = 0;
  await untilOnline(() => ++asked > 1000, 1, 5);
  expect(asked).toBe(5);
});

test("what unpacks itself at each start is started by its own file", () => {
  const inside = String.raw`C:\Users\me\AppData\Local\Temp\2gk\Detour.exe`;
  const portable = String.raw`D:\Tools\Detour 0.1.0.exe`;
  expect(ownProgram({ PORTABLE_EXECUTABLE_FILE: portable }, inside)).toBe(portable);
  expect(ownProgram({ APPIMAGE: "/home/me/Detour.AppImage" }, "/tmp/.mount_x/detour")).toBe(
    "/home/me/Detour.AppImage",
  );
  expect(ownProgram({ APPIMAGE: "" }, "/opt/Detour/detour")).toBe("/opt/Detour/detour");
});
