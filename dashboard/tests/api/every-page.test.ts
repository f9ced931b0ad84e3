import { expect, test } from "vitest";

import { everyPage, PAGE } from "@/api/every-page";

/** A list of numbers, as the API gives one; notes what was asked for. */
function listOf(total: number) {
  const asked: number[] = [];
  const read = ({ limit, offset }: { limit: number; offset: number }) => {
    asked.push(offset);
    const items = Array.from(
      { length: Math.max(0, Math.min(limit, total - offset)) },
      (_, at) => offset + at,
    );
    return Promise.resolve({ data: { items, total } });
  };
  return { asked, read };
}

test.each([0, 1, PAGE, PAGE + 1, 250])("a list of %i entries is read whole and in order", async (total) => {
  const { asked, read } = listOf(total);
  expect(await everyPage(read)).toEqual(Array.from({ length: total }, (_, at) => at));
  expect(asked).toHaveLength(Math.max(1, Math.ceil(total / PAGE)));
});

test("a list without an end is cut off", async () => {
  const { asked, read } = listOf(1_000_000);
  expect(await everyPage(read)).toHaveLength(1_000);
  expect(asked).toHaveLength(10);
});

test("an error of any page is the error of the list", async () => {
  const { read } = listOf(150);
  const failing = (place: { limit: number; offset: number }) =>
    place.offset === 0 ? read(place) : Promise.reject(new Error("away"));
  await expect(everyPage(failing)).rejects.toThrow("away");
});
