/** URL templates of `prefix:` relays: filling one from a source, and reading a source back out of a filled one. */
import { templateFields, type TemplateField } from "../../common/relay-spec.ts";

/** What each field stands for, from a source without credentials and fragment. */
function fieldValue(field: TemplateField, source: URL): string {
  // Cut from the text: a query that is there but empty (`/x?`) is lost in `search`.
  const pathquery = source.href.slice(source.origin.length);
  switch (field) {
    case "url":
      return source.href;
    case "url_enc":
      return encodeURIComponent(source.href);
    case "b64url":
      return Buffer.from(source.href).toString("base64url");
    case "scheme":
      return source.protocol.slice(0, -1);
    case "host":
      return source.hostname;
    case "port":
      return source.port || (source.protocol === "https:" ? "443" : "80");
    case "authority":
      return source.host;
    case "path":
      return source.pathname;
    case "pathquery":
      return pathquery;
    case "query":
      return source.search.slice(1);
  }
}

/** How each field looks in a filled template, to read it back. `https:/x` is `https://x` after a `//` was merged. */
const patterns: Readonly<Record<TemplateField, string>> = {
  url: "https?:/{1,2}[^#]+",
  url_enc: "[^&#]+",
  b64url: "[A-Za-z0-9_-]+",
  scheme: "https?",
  host: "\\[[^\\]/?#]*\\]|[^/:?#]+",
  port: "\\d+",
  authority: "[^/?#]+",
  path: "/[^?#]*",
  pathquery: "/[^#]*",
  query: "[^#]*",
};

/** A template as its filled form looks on the wire: dots resolved, and escaped where an address must be. */
export function canonicalTemplate(template: string): string {
  const marked = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => `detour.field.${name}.`);
  const href = URL.parse(marked)?.href ?? marked;
  return href.replaceAll(/detour\.field\.(\w+)\./g, "{$1}");
}

/** Fills a template from a source. Out: the URL text that goes to the relay. */
export function fillTemplate(template: string, source: URL): string {
  return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const field = templateFields.find((known) => known === name);
    return field ? fieldValue(field, source) : whole;
  });
}

/**
 * Reads the source back out of a filled template. `scheme` serves templates that do not carry one.
 * Out: the source, or undefined where the text does not fit the template.
 */
export function readTemplate(template: string, text: string, scheme: string): URL | undefined {
  const names: TemplateField[] = [];
  const pattern = template.replaceAll(/\{(\w+)\}|[.*+?^${}()|[\]\\]/g, (whole, name: string | undefined) => {
    const field = templateFields.find((known) => known === name);
    if (!field) return `\\${whole}`;
    names.push(field);
    return `(${patterns[field]})`;
  });
  const match = new RegExp(`^${pattern}$`).exec(text);
  if (!match) return undefined;
  const value = new Map(names.map((name, index) => [name, match[index + 1] ?? ""]));
  const whole = value.get("url") ?? decode(value.get("url_enc")) ?? unbase64(value.get("b64url"));
  if (whole !== undefined) return URL.parse(whole.replace(/^(https?):\/(?!\/)/i, "$1://")) ?? undefined;
  const port = value.get("port");
  const authority = value.get("authority") ?? (port ? `${value.get("host")}:${port}` : value.get("host"));
  const query = value.get("query");
  const pathquery = value.get("pathquery") ?? `${value.get("path")}${query ? `?${query}` : ""}`;
  return URL.parse(`${value.get("scheme") ?? scheme}://${authority}${pathquery}`) ?? undefined;
}

function decode(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function unbase64(text: string | undefined): string | undefined {
  return text === undefined ? undefined : Buffer.from(text, "base64url").toString();
}
