/** The check that every answer to a range request passes before one of its bytes is kept. */
import { AppError } from "../../common/errors.ts";
import { badAnswer, type Answer } from "./attempt.ts";
import { parseContentRange } from "./content-range.ts";

/** What a good 206 carries: at least the first asked byte, at most what was asked. */
export interface Part {
  readonly start: number;
  readonly end: number;
  readonly total: number | null;
}

/**
 * Checks a 206 against the half-open range that was asked for (RFC 9110, 15.3.7). A shorter answer is legal.
 * Throws AppError `bad-answer` or `content-coded`; the caller closes the answer.
 */
export function checkPartial(answer: Answer, asked: { readonly start: number; readonly end: number }): Part {
  checkCoding(answer);
  if (/^multipart\//i.test(answer.header("content-type") ?? ""))
    throw badAnswer(answer, "several parts for one range");
  if (answer.count("content-range") > 1) throw badAnswer(answer, "two Content-Range headers");
  const range = parseContentRange(answer.header("content-range"));
  if (!range) throw badAnswer(answer, "no usable Content-Range");
  if (range.start !== asked.start || range.end > asked.end) {
    throw badAnswer(
      answer,
      `bytes ${range.start} to ${range.end - 1} came for ${asked.start} to ${asked.end - 1}`,
    );
  }
  const length = contentLength(answer);
  if (length !== null && length !== range.end - range.start)
    throw badAnswer(answer, "Content-Length and Content-Range differ");
  return range;
}

/** Throws AppError `content-coded` where the body is not the file itself (we asked for `identity`). */
export function checkCoding(answer: Answer): void {
  const coding = answer.header("content-encoding")?.trim().toLowerCase();
  if (coding && coding !== "identity") throw new AppError("content-coded", { host: answer.host, coding });
}

/** Content-Length as a number; null where there is none or it is not one. */
export function contentLength(answer: Answer): number | null {
  const text = answer.header("content-length");
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
