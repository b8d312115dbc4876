import type { Config } from '../config.ts';
import type { RuleSet } from '../policy/rules/rule.ts';
import { createRuleSource } from '../policy/rules/watch.ts';
import { localWorld } from '../policy/world.ts';

/** The rules that hold in a workspace, read again when one of their files changes. */
export function rulesOf({ configDir, home }: Config, workspace: string, log: (line: string) => void): () => RuleSet {
  const { resolve } = localWorld('', home);
  const source = createRuleSource({ configDir, workspace, home, resolve, now: performance.now.bind(performance), log });
  return source.current;
}
