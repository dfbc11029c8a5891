import { AppError, type ErrorCode } from "../../../electron/common/errors.ts";

/** What `toThrow` compares with: the code, and a part of the sentence. */
export function isAppError(code: ErrorCode, part = "") {
  return {
    asymmetricMatch: (error: unknown) =>
      error instanceof AppError && error.code === code && error.message.includes(part),
    toString: () => `AppError ${code}`,
    toAsymmetricMatcher: () => `AppError ${code} with ${JSON.stringify(part)}`,
  };
}
