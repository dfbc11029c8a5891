/** Most connections on each route, unless the user says otherwise; the engine finds the best number below it. */
export const defaultConnections = 64;

/** Downloads that the app runs at the same time, unless the user says otherwise. */
export const defaultAtOnce = 4;

/** Bytes per second of all downloads together while they are to be slow, unless the user says otherwise. */
export const defaultSlowLimit = 500_000;

/** Seconds before a download that failed for a passing reason is tried again, unless the user says otherwise. */
export const defaultRetryWait = 5;

/**
 * Bytes of the longest call that a host takes over a WebSocket: it hangs up on whoever sends more. What a call holds is limited
 * in contract.ts, in letters, of which one may take six bytes in JSON, so that all that may be said fits. A page measures what it
 * is about to send, and says in a sentence that it is too long.
 */
export const longestMessage = 8 * 1024 * 1024;

/** So many further addresses a download may have, and so many letters each of them. */
export const mostMirrors = 20;
export const longestMirror = 16_000;

/** Most bytes that each comparison of a plan takes: a day of them shall not use up a relay that is paid by the gigabyte. */
export const planBytes = 256_000_000;

/** What the practice network's relay is called; a page says it in its own language. */
export const practiceRelayName = "Practice relay";
