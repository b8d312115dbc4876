import type { World } from '../policy/world.ts';

/** A machine of which the same thing is asked once, until `forget`. */
export interface BatchWorld {
  readonly world: World;
  /** What was seen counts no longer. */
  readonly forget: () => void;
}

/** Longer texts of files are not held. */
const LONGEST_TEXT = 16 * 1024;

/**
 * Remembers what was seen of the machine. Commands that came together are judged by one look; looking again for each of them takes
 * longer than all the rest.
 */
export function batchWorld(world: World): BatchWorld {
  const memories: { clear(): void }[] = [];
  const once = <Asked extends readonly string[], T>(
    look: (...asked: Asked) => T,
    isHeld = (_found: T) => true,
  ): ((...asked: Asked) => T) => {
    const seen = new Map<string, { readonly found: T }>();
    memories.push(seen);
    return (...asked) => {
      // No name of a file holds a NUL.
      const key = asked.length === 1 ? (asked[0] ?? '') : asked.join('\0');
      const known = seen.get(key);
      if (known !== undefined) return known.found;
      const found = look(...asked);
      if (isHeld(found)) seen.set(key, { found });
      return found;
    };
  };
  return {
    world: {
      ...world,
      resolve: once(world.resolve),
      which: once(world.which),
      hasOtherNames: once(world.hasOtherNames),
      isDirectory: once(world.isDirectory),
      glob: once(world.glob),
      mayHoldSecrets: once(world.mayHoldSecrets),
      mayHoldControl: once(world.mayHoldControl),
      mayLeadOut: once(world.mayLeadOut),
      readText: once(world.readText, (text) => text === undefined || text.length <= LONGEST_TEXT),
    },
    forget: () => {
      for (const seen of memories) seen.clear();
    },
  };
}
