import { ACTION_CLASSES, type ActionClass } from '../../shell/analysis.ts';
import { PRESETS } from '../action.ts';
import type { Signal } from '../signals.ts';

/** A verdict that asks, as far as it matters for who may answer. */
export interface Asks {
  /** The widest class of the action; absent where it has none. */
  readonly class?: ActionClass | undefined;
  readonly signals: readonly Signal[];
  /** Whether the analysis understood all of it. */
  readonly complete: boolean;
  /** The rules of everything in the action that asks, e.g. `preset:standard:install`; one that no preset gave is enough to say no. */
  readonly rules: readonly string[];
}

/** Written as what may be: a class that is new is not among them until somebody put it there. */
const LOWERABLE: ReadonlySet<ActionClass> = new Set<ActionClass>([
  'read-only',
  'remote-read',
  'workspace-code',
  'workspace-write',
  'git-write',
  'install',
]);

/** The asks that a classifier may answer in a person's place: a preset's own, for the classes above. */
const PRESET_ASKS: ReadonlySet<string> = new Set(
  PRESETS.flatMap((preset) => ACTION_CLASSES.filter((cls) => LOWERABLE.has(cls)).map((cls) => `preset:${preset}:${cls}`)),
);

/**
 * Whether the classifier may turn this `ask` into `allow`. A model can be talked round by what it reads, so it never answers what a
 * person's rule asks, and never where a mistake cannot be taken back.
 */
export function mayLower({ class: cls, signals, complete, rules }: Asks): boolean {
  if (!complete || cls === undefined || !LOWERABLE.has(cls) || rules.length === 0) return false;
  return rules.every((rule) => PRESET_ASKS.has(rule)) && signals.every(isOrdinary);
}

/** Whether a signal leaves the answer to the classifier; a kind that is new does not. */
function isOrdinary(signal: Signal): boolean {
  switch (signal.kind) {
    case 'package_install':
    case 'git_write':
    case 'file_modification':
      return true;
    case 'network':
      return signal.direction === 'download';
    case 'dangerous_pattern':
      return signal.severity === 'medium';
    default:
      return false;
  }
}
