import type { Rule } from '../leaf.ts';
import { upTo, verbs } from './verbs.ts';

const options = { flags: '-m -t -X', values: '-d' } as const;
const paths: Rule = { flags: '-p -X', operands: 'read', recursive: true };

/** Comparing a whole machine tells what everyone's files are called; two places that are named can be compared. */
export const tmutil = verbs({
  names: ['tmutil'],
  reads: {
    'help|version': upTo(1),
    'destinationinfo|latestbackup|listbackups|machinedirectory|status|currentphase': upTo(0, options),
    'listlocalsnapshots|listlocalsnapshotdates': upTo(1, options),
    'isexcluded|uniquesize|calculatedrift': paths,
    compare: {
      flags: '-@ -a -c -d -e -f -g -m -n -s -t -u -E -U -X',
      values: '-D -I',
      operands: 'read',
      recursive: true,
      check: ({ operands }) => (operands.length === 2 ? undefined : 'it compares the whole machine'),
    },
  },
  other: { reason: 'it changes backups of this machine', facts: [{ kind: 'process_control', verb: 'tmutil' }] },
  match: {
    'tmutil help startbackup': 'read-only',
    'tmutil listbackups -m -t': 'read-only',
    'tmutil latestbackup': 'read-only',
    'tmutil startbackup': 'system',
  },
  notMatch: ['tmutil', 'tmutil compare -a x', 'tmutil delete x', 'tmutil disable', 'tmutil restore a b', 'tmutil version a b'],
});
