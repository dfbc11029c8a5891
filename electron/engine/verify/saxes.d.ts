/** What we use of saxes, whose own declarations do not pass TypeScript's stricter checks (tsconfig.base.json maps to this). */
export interface SaxesTag {
  readonly uri: string;
  readonly local: string;
  readonly attributes: Readonly<Record<string, { readonly value: string }>>;
}

interface Handlers {
  readonly error: (error: Error) => void;
  readonly doctype: (text: string) => void;
  readonly opentag: (tag: SaxesTag) => void;
  readonly closetag: (tag: SaxesTag) => void;
  readonly text: (text: string) => void;
}

export class SaxesParser {
  constructor(options: { readonly xmlns: true });
  on<E extends keyof Handlers>(event: E, handler: Handlers[E]): void;
  write(text: string): this;
  close(): this;
}
