/** Addresses without what may be secret in them. */

/** A URL as it may stand in a log, an error or an export: no query, no credentials, no fragment. */
export function redactUrl(url: URL | string): string {
  const parsed = typeof url === "string" ? URL.parse(url) : url;
  return parsed ? `${parsed.protocol}//${parsed.host}${parsed.pathname}` : "(address)";
}

/** A text without what may be secret in its addresses: user names, queries, fragments. For logs. */
export function redactText(text: string): string {
  return text.replace(/\b((?:https?|socks5h?|sni):\/\/)(?:[^\s/"'?#]*@)?([^\s"'?#]*)[?#]?[^\s"']*/gi, "$1$2");
}
