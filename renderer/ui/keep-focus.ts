/**
 * Where the control that was pressed goes with what it did (a row is removed, a card closed, a question is answered about
 * something that is gone), the browser lets the focus fall to the page, and who has no mouse begins at its top. So it goes
 * to what is beside: the next of several, else the heading of what held it. Never to another button: who presses Enter
 * twice would press that one.
 */

/** What stands among others of its kind. */
const items = "li, article, tr, [role=row]";
/** What has a name of its own. */
const parts = "article, section, form, main";
/** They look after the focus themselves, and give it back to what opened them. */
const inFront = "[role=listbox], [role=dialog], [role=alertdialog], .popup";

/** Follows the focus of the whole document. Returns a function that ends it. */
export function keepFocus(): () => void {
  /** What had it last, in the page itself. */
  let last: HTMLElement | undefined;
  /** Where it goes on, since that is gone. */
  let next: HTMLElement | undefined;

  const came = ({ target }: FocusEvent) => {
    if (!(target instanceof HTMLElement) || target.closest(inFront)) return;
    last = target;
    next = undefined;
  };
  const left = () =>
    // A person who clicked beside everything has left it. What is taken off the page is not there any more by then.
    queueMicrotask(() => {
      if (last?.isConnected && document.hasFocus() && isNowhere()) last = undefined;
    });
  const goOn = () => {
    if (!next || !isNowhere()) return;
    const to = next.isConnected ? next : mainPart();
    last = undefined;
    next = undefined;
    if (to) land(to);
  };
  const watching = new MutationObserver((records) => {
    if (!last || (last.isConnected && !next)) return;
    next = next?.isConnected ? next : placeAfter(last, records);
    // Whoever knows a better place has said so by then.
    if (next && isNowhere()) setTimeout(goOn);
  });
  document.addEventListener("focusin", came);
  document.addEventListener("focusout", left);
  watching.observe(document.body, { childList: true, subtree: true });
  return () => {
    document.removeEventListener("focusin", came);
    document.removeEventListener("focusout", left);
    watching.disconnect();
  };
}

function isNowhere(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

/** What is beside an element that was taken off the page by one of these changes. */
function placeAfter(gone: Node, records: readonly MutationRecord[]): HTMLElement | undefined {
  const removal = (of: Node) =>
    records.find(({ removedNodes }) => [...removedNodes].some((node) => node.contains(of)));
  let record = removal(gone);
  // What held it may have gone right after it.
  while (record && !record.target.isConnected) record = removal(record.target);
  const { target } = record ?? {};
  if (!record || !(target instanceof HTMLElement)) return mainPart();
  const root = [...record.removedNodes].find((node) => node instanceof HTMLElement && node.matches(items));
  return (root instanceof HTMLElement ? likeIt(root, target, record) : undefined) ?? headOf(target);
}

/** The one that stands where another of its kind stood, or the one before it. */
function likeIt(gone: HTMLElement, parent: HTMLElement, record: MutationRecord): HTMLElement | undefined {
  const alike = [...parent.children].filter(
    (child) => child instanceof HTMLElement && child.localName === gone.localName && child.role === gone.role,
  );
  const { nextSibling, previousSibling } = record;
  const isAt = (child: Element) =>
    nextSibling?.parentNode === parent
      ? child === nextSibling || follows(child, nextSibling)
      : previousSibling?.parentNode === parent && follows(child, previousSibling);
  const found = alike.find(isAt) ?? alike.at(-1);
  if (!(found instanceof HTMLElement)) return undefined;
  return found.role === "row" ? found : (found.querySelector<HTMLElement>("h2, h3") ?? found);
}

function follows(one: Node, other: Node): boolean {
  return (other.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
}

/** The heading of the part of the page that holds an element, or what that part says the focus shall go to. */
function headOf(element: HTMLElement): HTMLElement | undefined {
  // A grid's keys begin at its rows.
  const row = element.closest<HTMLElement>("[role=row]");
  if (row) return row;
  const part = element.closest<HTMLElement>(parts);
  if (!part || part.localName === "main") return mainPart();
  const labelled = document.getElementById(part.getAttribute("aria-labelledby") ?? "");
  return (
    part.querySelector<HTMLElement>("[data-landing]") ??
    labelled ??
    part.querySelector<HTMLElement>(":scope > :is(h2, h3), :scope > header :is(h2, h3)") ??
    part
  );
}

function mainPart(): HTMLElement | undefined {
  const main = document.querySelector("main");
  return main?.querySelector("h1") ?? main ?? undefined;
}

/** Gives it the focus, for as long as it has it where it takes none by itself. */
function land(element: HTMLElement): void {
  if (element.tabIndex < 0 && !element.hasAttribute("tabindex")) {
    element.tabIndex = -1;
    element.addEventListener("blur", () => element.removeAttribute("tabindex"), { once: true });
  }
  // What is beside is in sight already.
  element.focus({ preventScroll: true });
}
