/** What is asked for again and again while somebody looks. */

/** A page, as far as it matters here: whether it is hidden, and news of that. */
export type Page = Pick<Document, "hidden" | "addEventListener" | "removeEventListener">;

/**
 * Calls `look` at once, and again `everyMs` milliseconds after each answer, as long as that is true. While the page is hidden it rests,
 * and looks at once when it is shown again. It goes on until the returned function is called; `look` must not throw.
 */
export function whileShown(look: () => Promise<boolean>, everyMs: number, page: Page = document): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;
  const next = async () => {
    clearTimeout(timer);
    if (page.hidden) return;
    const own = ++turn;
    const more = await look();
    // It was hidden and shown meanwhile, or is over.
    if (own === turn && more) timer = setTimeout(() => void next(), everyMs);
  };
  const turned = () => void next();
  page.addEventListener("visibilitychange", turned);
  void next();
  return () => {
    turn++;
    clearTimeout(timer);
    page.removeEventListener("visibilitychange", turned);
  };
}
