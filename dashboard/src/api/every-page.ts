/** Entries of one page: the most that the API gives. */
export const PAGE = 100;

/** A list that is longer than this is cut off: nobody looks through it. */
const MOST = 1_000;

interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
}

/** Reads a whole list, where the API gives it a page at a time. */
export async function everyPage<T>(
  read: (place: { readonly limit: number; readonly offset: number }) => Promise<{ readonly data?: Page<T> }>,
): Promise<readonly T[]> {
  const part = async (offset: number): Promise<Page<T>> =>
    (await read({ limit: PAGE, offset })).data ?? { items: [], total: 0 };
  const first = await part(0);
  const offsets: number[] = [];
  for (let offset = PAGE; offset < Math.min(first.total, MOST); offset += PAGE) offsets.push(offset);
  const rest = await Promise.all(offsets.map(part));
  return [first, ...rest].flatMap((page) => page.items);
}
