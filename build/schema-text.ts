/** JSON Schema as types that a person reads at a glance. Pure. */

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema | false;
  readonly prefixItems?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly not?: Schema;
}

/** Out: such as `{ id: string; at?: number | null }[]`. What a schema does not say is `unknown`. */
export function typeText(schema: Schema): string {
  if (schema.$ref !== undefined) return schema.$ref.replace(/^.*\//, "");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return either.map(typeText).join(" | ");
  if (schema.allOf) return schema.allOf.map(typeText).join(" & ");
  switch (schema.type) {
    case "integer":
      return "number";
    case "array":
      return arrayText(schema);
    case "object":
      return objectText(schema);
    case undefined:
      return schema.not ? "nothing" : "unknown";
    default:
      return typeof schema.type === "string" ? schema.type : schema.type.join(" | ");
  }
}

function arrayText({ items, prefixItems }: Schema): string {
  if (prefixItems) return `[${prefixItems.map(typeText).join(", ")}]`;
  const one = items ? typeText(items) : "unknown";
  return / [|&] /.test(one) && !one.startsWith("{") ? `(${one})[]` : `${one}[]`;
}

function objectText({ properties = {}, required = [], additionalProperties }: Schema): string {
  const fields = Object.entries(properties).map(
    ([name, field]) => `${name}${required.includes(name) ? "" : "?"}: ${typeText(field)}`,
  );
  const others =
    typeof additionalProperties === "object" ? [`[name]: ${typeText(additionalProperties)}`] : [];
  const all = [...fields, ...others];
  return all.length === 0 ? "{}" : `{ ${all.join("; ")} }`;
}
