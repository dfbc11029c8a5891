/** The file that starts this copy of the desktop app anew, also after it has ended. Pure. */

/**
 * In: the environment and `process.execPath`. What unpacks itself at each start (an AppImage; the portable Windows program, which
 * names itself to what it starts: electron-builder's templates/nsis/portable.nsi) runs from a place that is gone, or another one, by then.
 */
export function ownProgram(env: Readonly<Record<string, string | undefined>>, execPath: string): string {
  return env["PORTABLE_EXECUTABLE_FILE"] || env["APPIMAGE"] || execPath;
}
