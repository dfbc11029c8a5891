/** The system's keychain, by Electron's safeStorage; the only user of it. */
import { safeStorage } from "electron";
import type { Keychain } from "../service/desktop.ts";

/** Builds the port. The app must be ready before its functions are called. */
export function createKeychain(): Keychain {
  return {
    async isAvailable() {
      if (!(await safeStorage.isAsyncEncryptionAvailable())) return false;
      // Without a keychain Chromium on Linux falls back on a password that everybody knows: that protects nothing.
      return process.platform !== "linux" || safeStorage.getSelectedStorageBackend() !== "basic_text";
    },
    wrap: async (text) => (await safeStorage.encryptStringAsync(text)).toString("base64"),
    unwrap: async (wrapped) => (await safeStorage.decryptStringAsync(Buffer.from(wrapped, "base64"))).result,
  };
}
