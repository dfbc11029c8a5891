import { expect, test } from "vitest";
import { colourOf } from "../../../renderer/state/roads.ts";
import { createAppStore } from "../../../renderer/state/store.ts";
import { beijing, hongKong } from "./samples.ts";

const tokyo = { ...beijing, id: "r3", name: "Tokyo" };
const colours = (store: ReturnType<typeof createAppStore>) =>
  ["Beijing", "Hong Kong", "Tokyo"].map((name) => colourOf(store.getState().relays, name)).join(" ");

test("a route keeps its colour while the page is open, whatever goes, moves or comes", () => {
  const store = createAppStore();
  store.setState({ relays: [beijing, hongKong] });
  expect(colours(store)).toBe("1 2 1");
  // The first one is removed; what it brought is still shown.
  store.setState({ relays: [hongKong] });
  expect(colours(store)).toBe("1 2 1");
  // A new one takes a colour that is not shown.
  store.setState({ relays: [hongKong, tokyo] });
  expect(colours(store)).toBe("1 2 3");
  store.setState({ relays: [tokyo, hongKong] });
  expect(colours(store)).toBe("1 2 3");
  // Back under another id, as a practice network's is.
  store.setState({ relays: [tokyo, hongKong, { ...beijing, id: "r9" }] });
  expect(colours(store)).toBe("1 2 3");
  expect(colourOf(store.getState().relays, "r9")).toBe("1");
  expect(colourOf(store.getState().relays, "direct")).toBe("direct");
});

test("without another list before it, colours go by the order", () => {
  const many = Array.from({ length: 6 }, (_, at) => ({ ...beijing, id: `m${at}`, name: `M${at}` }));
  expect(many.map(({ id }) => colourOf(many, id)).join("")).toBe("123451");
});
