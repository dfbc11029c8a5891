import { EventEmitter } from "node:events";
import { expect, test, vi } from "vitest";
import { watchInterrupts } from "../../../electron/cli/interrupts.ts";

function watched() {
  const source = new EventEmitter();
  const endAtOnce = vi.fn<() => void>();
  let time = 0;
  const interrupts = watchInterrupts(endAtOnce, source, () => time);
  return { source, endAtOnce, interrupts, later: (ms: number) => (time += ms) };
}

test.each(["SIGINT", "SIGTERM", "SIGHUP"])("%s asks to stop; another one ends at once", async (signal) => {
  const { source, endAtOnce, interrupts, later } = watched();
  source.emit(signal);
  await interrupts.first;
  expect(interrupts.signal.aborted).toBe(true);
  expect(endAtOnce).not.toHaveBeenCalled();
  later(800);
  source.emit("SIGINT");
  expect(endAtOnce).toHaveBeenCalledOnce();
});

test("a Ctrl-C that npm passes on a second time is one Ctrl-C", () => {
  const { source, endAtOnce, later } = watched();
  source.emit("SIGINT");
  later(20);
  source.emit("SIGINT");
  expect(endAtOnce).not.toHaveBeenCalled();
});
