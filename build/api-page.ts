/** The page of docs/api.md, made from the contract's schemas: `npm run docs:api` writes it, and a test says when it is stale. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { events, methods } from "../electron/common/contract.ts";
import * as views from "../electron/common/views.ts";
import { typeText, type Schema } from "./schema-text.ts";

export const apiFile = path.resolve(import.meta.dirname, "../docs/api.md");

const intro = `# The HTTP and WebSocket API

\`detour serve\` gives the app to a browser, and the same calls to any program. Everything that the app can do is one of these calls.

- **Letting in.** \`detour serve --no-open --json\` prints a link that works once: asking for it gives a cookie. With
  \`--password-file FILE\`, a POST of the form field \`password\` to \`/login\` does. The cookie goes with everything that follows.
- **Who may knock.** The Host header names the server as it listens; requests that change something, and the WebSocket, carry an
  \`Origin\` of the same \`http://host:port\`.
- **Calls.** One WebSocket at \`/api\`, text frames of JSON. In: \`{"id": 1, "method": "downloads.list", "input": ...}\`. Out:
  \`{"id": 1, "reply": {"ok": true, "value": ...}}\`, or \`{"ok": false, "failure": {"code", "params", "message"}}\` with a code of
  [errors.md](errors.md).
- **Events.** \`{"event": "downloads.changed", "data": ...}\` as things happen. They carry whole views, never differences: who connects
  (again) asks for the lists and has missed nothing. Who does not read is dropped.
- Amounts are bytes, speeds bytes per second, times milliseconds since 1970, unless a field says otherwise (\`seconds\`, \`...Ms\`).
`;

/** Out: the page as Markdown. */
export function apiPage(): string {
  const named = z.registry<{ id: string }>();
  const all = Object.entries(views as Readonly<Record<string, unknown>>);
  const known = all
    .filter((entry): entry is [string, z.ZodType] => entry[1] instanceof z.ZodType)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, schema] of known) named.add(schema, { id: name });
  const used = new Set<string>();
  const read = (schema: z.ZodType, io: "input" | "output") => {
    const json = z.toJSONSchema(schema, { metadata: named, io, unrepresentable: "any" }) as Schema & {
      readonly $defs?: Readonly<Record<string, Schema>>;
    };
    for (const name of Object.keys(json.$defs ?? {})) used.add(name);
    return json;
  };
  const text = (schema: z.ZodType, io: "input" | "output") => {
    const name = known.find(([, one]) => one === schema)?.[0];
    const json = read(schema, io);
    if (name !== undefined) used.add(name);
    return code(name ?? typeText(json));
  };
  const calls = Object.entries(methods).map(
    ([name, { input, output }]) => `| \`${name}\` | ${text(input, "input")} | ${text(output, "output")} |`,
  );
  const told = Object.entries(events).map(([name, schema]) => `| \`${name}\` | ${text(schema, "output")} |`);
  const parts = known
    .filter(([name]) => used.has(name))
    .map(([name, schema]) => {
      const { $defs, $ref, ...json } = read(schema, "output");
      // A schema that is named refers to itself.
      const own = $ref === undefined ? json : ($defs?.[name] ?? json);
      return `| \`${name}\` | ${code(typeText(own))} |`;
    });
  return [
    intro,
    "## Calls\n\n| method | input | value |\n|---|---|---|",
    ...calls,
    "\n## Events\n\n| event | data |\n|---|---|",
    ...told,
    "\n## Views\n\n| name | what it is |\n|---|---|",
    ...parts,
    "",
  ].join("\n");
}

function code(text: string): string {
  return text === "nothing" || text === "unknown" ? "nothing" : `\`${text.replaceAll("|", "\\|")}\``;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(apiFile, apiPage());
