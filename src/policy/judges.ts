import path from 'node:path';
import { LRUCache } from 'lru-cache';
import type { Store } from '../store/store.ts';
import type { Verdict } from './action.ts';
import { createJudge, type Judge } from './evaluation.ts';
import type { ExaminerDeps } from './examine.ts';
import { boundsOf, isVital, within } from './places.ts';
import type { RuleSet } from './rules/rule.ts';
import { rulesWithin } from './rules/rule-set.ts';
import { refusal } from './verdicts.ts';
import type { LookingUpOnce } from './world.ts';

/** Roots of children that work at a time; the judge of one that was forgotten is made anew. */
const KEPT_ROOTS = 16;

/** What judges the actions of one session: within its own workspace, or within the work tree of one of its children. */
export interface Judges {
  readonly own: Judge;
  /** Takes the root of `AuthorizeOptions`; a verdict instead where nothing may be judged by that one. */
  within(root: string | undefined): Judge | Verdict;
}

/** Takes the bounds of the session and the machine. Every judge has the rules, grants and limits of the session; only the root differs. */
export function createJudges(
  deps: Omit<ExaminerDeps, 'world'> & { readonly sessionId: string; readonly store: Pick<Store, 'grants'> },
  world: LookingUpOnce,
): Judges {
  const own = createJudge(deps, world);
  const others = new LRUCache<string, Judge>({ max: KEPT_ROOTS });
  const bounds = boundsOf(deps);

  /** Where a child's files could lie: a directory of its own that is not ours, and nothing that everything else lies below. */
  const mayBeRoot = (root: string): boolean =>
    path.isAbsolute(root) &&
    world.resolve(root) === root &&
    world.isDirectory(root) &&
    !isVital(root, bounds) &&
    !deps.ownDirs.some((dir) => within(root, dir) || within(dir, root));

  return {
    own,
    within(root) {
      if (root === undefined || root === deps.workspace) return own;
      if (!mayBeRoot(root)) return NO_ROOT;
      let judge = others.get(root);
      if (judge === undefined) {
        judge = createJudge({ ...deps, workspace: root, rules: readWithin(root) }, world);
        others.set(root, judge);
      }
      return judge;
    },
  };

  /** The rules of the session, read anew only when they have changed. */
  function readWithin(root: string): () => RuleSet {
    let seen: RuleSet | undefined;
    let read: RuleSet | undefined;
    return () => {
      const now = deps.rules();
      if (read === undefined || now !== seen) {
        const places = { workspace: root, home: deps.home, resolve: world.resolve };
        read = rulesWithin(now, places, deps.workspace);
        seen = now;
      }
      return read;
    };
  }
}

const NO_ROOT: Verdict = refusal(
  2,
  'gate:workspace',
  'the directory that this should be judged within is not a real one of its own, so nothing in it is allowed',
  'Start the task again: it gets a new directory.',
);
