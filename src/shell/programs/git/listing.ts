import type { Effects, Word } from '../../analysis.ts';
import { danger, effects, notProven } from '../effects.ts';
import type { Grammar } from '../options.ts';
import { optionTable, scan } from '../options.ts';
import { hasOption } from '../scanned.ts';
import { checksSignatures } from './either.ts';

const LIST_FLAGS =
  '-a -h -i -l -r -v -vv -q --all --remotes --list --show-current --verbose --quiet --ignore-case --omit-empty --no-column --no-abbrev --no-color -n';
const LIST_VALUES = '--sort --format --contains --no-contains --merged --no-merged --points-at';
const LIST_ATTACHED = '--column --color --abbrev --contains --no-contains --merged --no-merged -n';
/** With one of these, operands are patterns. */
const LISTS = '-l --list --contains --no-contains --merged --no-merged --points-at --show-current -n';

const CHANGE = ' can change branches or tags';

export interface Listing {
  readonly verb: string;
  /** Options that change something, without and with a value. */
  readonly changes: string;
  readonly changeValues: string;
  /** Options that start an editor or a signing program. */
  readonly refused: string;
  /** Options that remove or overwrite. */
  readonly destroys: string;
}

/** `branch` and `tag` list when they are given nothing to make. */
export function listing(table: Listing): (args: readonly Word[], words: number) => Effects {
  const merged = LIST_VALUES.split(' ').filter((name) => !LIST_ATTACHED.split(' ').includes(name));
  const grammar: Grammar = {
    flags: `${LIST_FLAGS} ${table.changes}`,
    attached: LIST_ATTACHED,
    values: `${merged.join(' ')} ${table.changeValues}`,
    refused: `${table.refused} --help`,
  };
  const roles = optionTable(grammar);
  return (args, words) => {
    const scanned = scan(args, roles);
    const facts = [{ kind: 'git_write', verb: table.verb }] as const;
    const reason = scanned.unknown ?? checksSignatures(scanned);
    if (reason !== undefined) return notProven(reason, { facts });
    const changes = scanned.options.some((option) => `${table.changes} ${table.changeValues}`.split(' ').includes(option.name));
    if (scanned.doubtful !== undefined && !changes) return notProven(`a word that is only known when it runs${CHANGE}`, { facts });
    if (!changes && (scanned.operands.length === 0 || hasOption(scanned, LISTS))) return effects('read-only', { words });
    const destroys = hasOption(scanned, table.destroys) ? [danger(`git ${table.verb} that removes or overwrites`)] : [];
    return effects('git-write', { words }, { facts: [...facts, ...destroys] });
  };
}
