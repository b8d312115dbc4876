/**
 * Makes a value when it is first asked for, and keeps it: schemas take some milliseconds together, and most starts need few of them.
 * Returns what asks for it; `make` is called again after it threw.
 */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
