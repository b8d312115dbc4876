import { effects } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import { scan } from '../options.ts';
import type { Program } from '../program.ts';
import { hasOption } from '../scanned.ts';
import { verbs } from './verbs.ts';

/** A log that some options of its reader change. */
function logReader(names: readonly string[], rule: Rule, changing: string, examples: Pick<Program, 'match' | 'notMatch'>): Program {
  const compiled = compile({ ...rule, attached: `${rule.attached ?? ''} ${changing}` });
  return {
    names,
    ...examples,
    effects: ({ args }, name) => {
      const judged = judge(compiled, args);
      if (judged.unproven !== undefined || !hasOption(scan(args, compiled.table), changing)) return judged;
      const facts = [{ kind: 'process_control', verb: name }] as const;
      return effects('system', { none: 'it changes the log of this machine' }, { facts, reads: judged.reads });
    },
  };
}

/** What follows `-n` and `-b` may also stand in the next word, where it is taken for a match, which reads nothing either. */
export const journalctl = logReader(
  ['journalctl'],
  {
    class: 'remote-read',
    operands: 'text',
    flags:
      '-a -e -f -h -k -l -m -q -r -x -N --all --pager-end --follow --dmesg --full --no-full --merge --quiet --reverse --catalog --show-cursor --no-hostname ' +
      '--no-pager --no-tail --utc --user --system --list-boots --list-catalog --dump-catalog --header --disk-usage --verify --list-namespaces ' +
      '--list-invocations --truncate-newline --fields',
    attached: '-n -b -I --lines --boot --case-sensitive',
    values:
      '-o -u -t -T -p -g -F -S -U -c --output --output-fields --unit --user-unit --identifier --exclude-identifier --priority --facility --grep --field ' +
      '--since --until --cursor --after-cursor --invocation',
    reads: '-i -D --file --directory',
    refused: '-M --cursor-file --machine --root --image --image-policy --namespace --verify-key --setup-keys --interval --force',
    numeric: true,
  },
  '--rotate --flush --sync --relinquish-var --smart-relinquish-var --update-catalog --vacuum --vacuum-size --vacuum-time --vacuum-files',
  {
    match: {
      'journalctl -u nginx -f -n 50': 'remote-read',
      'journalctl -b -1': 'remote-read',
      'journalctl _PID=1': 'remote-read',
      'journalctl --rotate': 'system',
    },
    notMatch: [
      'journalctl --vacuum-time=1d',
      'journalctl -M x',
      'journalctl --cursor-file=.npmrc',
      'journalctl --cursor-fi x',
      'journalctl --root x',
    ],
  },
);

export const dmesg = logReader(
  ['dmesg'],
  {
    operands: 'none',
    flags:
      '-d -e -h -H -J -k -p -P -r -S -T -t -u -V -w -W -x --show-delta --reltime --human --json --kernel --force-prefix --nopager --raw --syslog --ctime --notime ' +
      '--userspace --follow --follow-new --decode --noescape',
    attached: '-L --color',
    values: '-f -l --facility --level --since --until --time-format',
    numbers: '-s --buffer-size',
    reads: '-F -K --file --kmsg-file',
  },
  '-C -c -D -E --clear --read-clear --console-off --console-on',
  {
    match: { 'dmesg -T': 'read-only', 'dmesg -H --level=err,warn': 'read-only', 'dmesg --clear': 'system', 'dmesg -Tc': 'system' },
    notMatch: ['dmesg -C', 'dmesg --console-level=8', 'dmesg -n 1', 'dmesg --read-cl'],
  },
);

/** The log of macOS. */
export const log = verbs({
  names: ['log'],
  reads: {
    'show|stream|stats': {
      class: 'remote-read',
      operands: 'none',
      flags:
        '--info --debug --source --no-info --no-debug --no-signpost --signpost --backtrace --no-backtrace --loss --no-loss --unreliable --mach-continuous-time --overview --per-book --per-file --no-pager --no-source --no-unreliable',
      values:
        '--predicate --style --last --start --end --timezone --process --color --level --type --timeout --sort --count --sender --boot --user',
      reads: '--archive --file',
      check: ({ operands }) => (operands.length > 0 ? 'it takes no operand' : undefined),
    },
    help: { operands: 'text' },
  },
  other: { reason: 'it changes or collects the log of this machine', facts: [{ kind: 'process_control', verb: 'log' }] },
  match: { 'log show --last 1h': 'remote-read', 'log help show': 'read-only', 'log erase --all': 'system' },
  notMatch: ['log collect --output x', 'log config --mode level:debug', 'log', 'log show --frob'],
});
