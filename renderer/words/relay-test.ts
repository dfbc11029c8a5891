/** What testing a relay found, in sentences. Pure. */
import type { RelayTest } from "../../electron/common/views.ts";
import type { Words } from "./words.ts";

/** Reads a test's result: what works, or what does not and what may help. */
export function testSentences(words: Words, test: RelayTest): readonly string[] {
  const problem = test.problem ?? test.probe?.problem ?? null;
  if (!test.ok || problem) {
    return [
      problem ? words.failure(problem) : words.say("relay.testFailed"),
      ...(test.connectMs === null
        ? []
        : [words.say("relay.testReached", { connect: words.ms(test.connectMs) })]),
    ];
  }
  if (!test.probe) return [words.say("relay.testOk", { connect: words.ms(test.connectMs) })];
  const { name, bytes, ranges, firstByteMs } = test.probe;
  const file = {
    name: name ?? words.say("unit.unknown"),
    size: bytes === null ? words.say("ask.noSize") : words.bytes(bytes),
  };
  return [
    ranges
      ? words.say("relay.testFile", { ...file, first: words.ms(firstByteMs) })
      : words.say("relay.testNoRanges", file),
  ];
}
