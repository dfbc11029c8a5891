import type { Priority } from "../../../electron/common/queue-order.ts";
import { expect, test } from "vitest";
import { createHostSeats } from "../../../electron/engine/download/host-seats.ts";
import { createQueue, type Waiting } from "../../../electron/engine/download/queue.ts";
import { SimulatedClock } from "../compare/simulated-clock.ts";

const host = "files.example";
const direct = (ceiling = 16) => [{ name: "direct", ceiling }];

function join(count: number, clock = new SimulatedClock(), ceiling = 16) {
  const seats = createHostSeats(clock);
  const members = Array.from({ length: count }, () => seats.join(host, direct(ceiling)));
  const want = (...wants: number[]) => wants.forEach((lanes, index) => members[index]?.want("direct", lanes));
  const shares = () => members.map((member) => member.share("direct"));
  return { seats, members, want, shares, clock };
}

test("equal wants get equal shares, and the first get what cannot be divided", () => {
  const { want, shares } = join(3);
  want(16, 16, 16);
  expect(shares()).toEqual([6, 5, 5]);
});

test("what one does not want is lent to the others, and comes back when it is wanted", () => {
  const { want, shares } = join(3);
  want(2, 16, 16);
  expect(shares()).toEqual([2, 7, 7]);
  want(16, 16, 16);
  expect(shares()).toEqual([6, 5, 5]);
});

test("who leaves gives all that he had", () => {
  const { want, shares, members } = join(2);
  want(16, 16);
  expect(shares()).toEqual([8, 8]);
  members[0]?.leave();
  expect(members[1]?.share("direct")).toBe(16);
});

test("a seat that another download has too many is given once it is free", () => {
  const { members, shares } = join(2);
  members[0]?.want("direct", 16, 15);
  members[1]?.want("direct", 16, 1);
  expect(shares()).toEqual([8, 1]);
  members[0]?.want("direct", 16, 12);
  expect(shares()).toEqual([8, 4]);
  members[0]?.want("direct", 16, 8);
  expect(shares()).toEqual([8, 8]);
});

test("hosts and routes have seats of their own", () => {
  const seats = createHostSeats(new SimulatedClock());
  const routes = [...direct(), { name: "mine", ceiling: 64 }];
  const [a, b] = [seats.join(host, routes), seats.join("other.example", routes)];
  for (const one of [a, b]) {
    one.want("direct", 64);
    one.want("mine", 64);
    expect([one.share("direct"), one.share("mine")]).toEqual([16, 64]);
  }
});

test("a route in reserve takes no seat until it wants one, and keeps nobody waiting", () => {
  const seats = createHostSeats(new SimulatedClock());
  const reserve = [{ name: "direct", ceiling: 1, asked: false }];
  const one = seats.join(host, reserve);
  expect(seats.room(host, direct(1))).toBe(true);
  one.want("direct", 1, 1);
  expect(seats.room(host, direct(1))).toBe(false);
  expect(seats.room(host, reserve)).toBe(true);
});

test("the sum never exceeds the cap, whatever is wanted", () => {
  for (const wants of [[16], [1, 16], [3, 9, 9, 2], Array.from({ length: 16 }, () => 16)]) {
    const { want, shares } = join(wants.length);
    want(...wants);
    expect(shares().reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(16);
  }
});

test("a refusal counts what all had, holds for all, and is forgotten lane by lane", async () => {
  const { want, shares, members, clock, seats } = join(2);
  want(8, 8);
  members[0]?.want("direct", 8, 3);
  members[1]?.want("direct", 8, 4);
  members[0]?.refused("direct", 2);
  expect(members[1]?.learned("direct")).toBe(6);
  expect(shares()).toEqual([3, 3]);
  members[1]?.want("direct", 8, 3);
  await clock.run(clock.sleep(30_000));
  expect(shares()).toEqual([4, 3]);
  members[0]?.want("direct", 8, 8);
  members[1]?.want("direct", 8, 8);
  await clock.run(clock.sleep(600_000));
  expect(shares()).toEqual([8, 8]);
  expect(members[0]?.learned("direct")).toBeUndefined();
  expect(seats.room(host, direct())).toBe(true);
});

test("there is room for as many downloads as there are seats, and who was let in keeps a lane", () => {
  const { seats, members, want, shares } = join(4, new SimulatedClock(), 4);
  want(16, 16, 16, 16);
  expect(seats.room(host, direct(4))).toBe(false);
  expect(seats.room("other.example", direct(4))).toBe(true);
  members[3]?.refused("direct", 0);
  expect(shares()).toEqual([1, 1, 1, 1]);
  members[0]?.leave();
  members[1]?.leave();
  expect(seats.room(host, direct(4))).toBe(true);
});

test("the queue goes by priority and place, and who has no room yet holds nobody else up", async () => {
  const queue = createQueue<Waiting>();
  const waiting = (id: string, order: number, priority: Priority = "normal") =>
    queue.push({ record: { id, order, priority } });
  waiting("d", 4);
  waiting("c", 1, "low");
  waiting("b", 3, "high");
  waiting("a", 2);
  const gone: string[] = [];
  const left = queue.left("b").then(() => gone.push("left"));
  queue.next({ full: () => gone.length === 2, fits: ({ record }) => record.id !== "a" }, ({ record }) =>
    gone.push(record.id),
  );
  await left;
  expect(gone).toEqual(["b", "d", "left"]);
  expect(queue.holds("d")).toBe(false);
  waiting("d", 4);
  expect(queue.drop("d")).toBe(true);
  expect(queue.drop("d")).toBe(false);
  expect(["a", "b", "c", "d"].filter((id) => queue.holds(id))).toEqual(["a", "c"]);
});
