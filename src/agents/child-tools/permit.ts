import type { Ended } from '../../policy/action.ts';
import type { ChildToolDeps } from './child-tool-deps.ts';
import { locate, type Place } from './place.ts';
import { CANCELLED, Refusal } from './refusal.ts';

export interface PathUse {
  readonly tool: string;
  readonly use: 'read' | 'write';
  /** Absolute. */
  readonly named: string;
  /** What the file would hold, or what is put into it. */
  readonly text?: string | undefined;
  /** Of a directory: secrets are left out and no link is followed. */
  readonly plain?: true;
}

/** A use that is allowed. */
export interface Permitted {
  /** Where the path led before it was judged. */
  readonly place: Place;
  /** Tells the log how it ended. */
  readonly ended: (end: Ended) => void;
  /** What the child should know of it; for the model. */
  readonly warnings: readonly string[];
}

/**
 * Puts the use of a path before the gate. Behind links it is judged by its real path as well: a link that is turned round while
 * somebody is asked gains nothing, for only that place is used. What is wrong with the path is told after the gate has allowed
 * it, so that nobody learns from us what lies where they may not look. Rejects with a `Refusal`.
 */
export async function permit(deps: ChildToolDeps, { tool, use, named, text, plain }: PathUse, signal: AbortSignal): Promise<Permitted> {
  const { hold, cwd, access } = deps;
  const found = await locate(named).then(
    (place) => ({ place }),
    (error: unknown) => ({ error }),
  );
  const ends: ((end: Ended) => void)[] = [];
  const warnings = new Set<string>();
  const ended = (end: Ended): void => {
    for (const each of ends) each(end);
  };
  for (const path of new Set([named, 'place' in found ? found.place.real : named])) {
    const held = await hold.judge(
      { kind: 'path', tool, use, path, ...(text === undefined ? {} : { text }), ...(plain === undefined ? {} : { plain }), cwd, access },
      signal,
    );
    if (!held.allowed) {
      ended({ status: 'failed' });
      throw new Refusal(`Denied: ${held.reason}`);
    }
    ends.push(held.ended);
    for (const warning of held.warnings ?? []) warnings.add(warning);
  }
  if (signal.aborted) {
    ended({ status: 'stopped' });
    throw new Refusal(CANCELLED);
  }
  if ('error' in found) {
    ended({ status: 'failed' });
    throw found.error;
  }
  return { place: found.place, ended, warnings: [...warnings] };
}

/** A reply, and below it what the child should know. */
export function withWarnings(text: string, warnings: readonly string[] = []): string {
  return [text, ...warnings.map((warning) => `Note: ${warning}`)].filter((line) => line !== '').join('\n');
}

/** Does what was allowed, and tells the log how it went. */
export async function carryOut<T>({ place, ended }: Permitted, work: (place: Place) => Promise<T>): Promise<T> {
  try {
    const result = await work(place);
    ended({ status: 'completed' });
    return result;
  } catch (error) {
    ended({ status: 'failed' });
    throw error;
  }
}
