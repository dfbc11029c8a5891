/** Names that RFC 2606 keeps for examples: whatever bears one is still to be set. */
const reserved = /(?:^|\.)(?:example\.(?:com|net|org)|example|test|invalid|localhost)$/i;

/** Whether an address (`https://example.org/detour`, `a@example.org`) leads nowhere: its host is an example's, or it has none. */
export function isPlaceholder(address: string): boolean {
  const mail = /^[^\s/:]+@([^\s/]+)$/.exec(address)?.[1];
  const host = mail ?? URL.parse(address)?.hostname ?? "";
  return host === "" || reserved.test(host);
}
