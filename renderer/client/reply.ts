/** A Reply as a value or an error again. */
import { z } from "zod";
import { AppError, fromFailure } from "../../electron/common/errors.ts";
import { failure } from "../../electron/common/views.ts";

const reply = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), value: z.unknown().optional() }),
  z.object({ ok: z.literal(false), failure }),
]);

/** Returns the value, or throws the AppError it carries; `internal` for what is no Reply at all. */
export function unwrap(raw: unknown): unknown {
  const checked = reply.safeParse(raw);
  if (!checked.success) throw new AppError("internal", { detail: "the host's answer was not understood" });
  if (!checked.data.ok) throw fromFailure(checked.data.failure);
  return checked.data.value;
}
