/** Server processes of a test: started, waited for, ended with it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";

/** Starts a server process and waits for its port; it ends with the test. Rejects where it ends before, or listens too late. */
export async function startServer(port: number, command: string, words: readonly string[]): Promise<void> {
  const child = spawn(command, words, { stdio: "ignore" });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
  });
  for (const until = performance.now() + 20_000; performance.now() < until; await sleep(50)) {
    if (child.exitCode !== null) throw new Error(`${command} ended with ${child.exitCode}`);
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => {
        socket.destroy();
        resolve(true);
      });
      socket.once("error", () => resolve(false));
    });
    if (open) return;
  }
  throw new Error(`${command} does not listen`);
}
