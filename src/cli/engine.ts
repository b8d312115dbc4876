import type { Store } from '../store/store.ts';
import { type ApprovalsWorld, FAILED, WRONG_USAGE } from './approvals.ts';

export interface ChoosingEngine extends Pick<ApprovalsWorld, 'now' | 'stdout' | 'log'> {
  readonly store: Pick<Store, 'engine' | 'durability' | 'why'>;
  readonly operands: readonly string[];
}

/** `engine llm|rules`: what every server of this user does from its next question on. Returns the exit code: 0, 1 failed, 64 wrong usage. */
export function chooseEngine({ store, now, stdout, log, operands }: ChoosingEngine): number {
  const [kind, ...others] = operands;
  if ((kind !== 'llm' && kind !== 'rules') || others.length > 0) {
    log('Usage: bailiwick engine llm|rules');
    return WRONG_USAGE;
  }
  if (store.durability !== 'file') {
    log(`Other processes can not be told. ${store.why ?? ''}`);
    return FAILED;
  }
  store.engine.choose(kind, now());
  stdout.write(
    kind === 'llm'
      ? 'From the next question on the configured model answers before you; earlier denials count no more.\n'
      : 'From the next question on rules alone decide what you are asked.\n',
  );
  return 0;
}
