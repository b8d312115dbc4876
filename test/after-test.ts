const undone: (() => unknown)[] = [];

/**
 * What a fixture has to take away when the test that uses it ends; the last first. A hook in a fixture's own file would be that of the
 * first test file that loads it: those after it in the same process would leave everything behind.
 */
export function afterTest(undo: () => unknown): void {
  undone.push(undo);
}

/** Takes everything away. */
export async function undoAll(): Promise<void> {
  for (const undo of undone.splice(0).reverse()) await undo();
}
