/** What a store that another program holds refused is asked again for a minute: so often, and so many times. */
export const askAgain = { ms: 5000, times: 12 } as const;
