/** One page of a list. Pages count from 1; the last one may be shorter. */
export function page(items, number, size) {
  const from = number * size;
  return items.slice(from, from + size);
}

/** How many pages a list of that length fills; an empty list fills none. */
export function pageCount(total, size) {
  return Math.floor(total / size) + 1;
}

/** What stands below a page, e.g. `4-6 of 8`. */
export function range(total, number, size) {
  const first = (number - 1) * size + 1;
  return `${first}-${first + size - 1} of ${total}`;
}
