import type { Effects, Fact, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import type { Grammar } from '../options.ts';
import { optionTable, scan } from '../options.ts';
import type { ProgramCall } from '../program.ts';
import { valuesOf } from '../scanned.ts';
import { tree } from '../subcommands.ts';
import { upTo } from './verbs.ts';

/** Another machine, image or root is never taken. */
const OPTIONS: Grammar = {
  flags:
    '-a -l -q -r -T -h --user --system --global --all --full --quiet --recursive --reverse --after --before --value --no-pager --no-legend --plain --failed ' +
    '--show-types --no-ask-password --with-dependencies --show-transaction --no-wall --help --version --runtime --mkdir --marked',
  values: '-t -p -P -o -n -s --type --state --property --output --lines --legend --timestamp',
  attached: '--dry-run',
  refused:
    '-H -M -C -f -i --host --machine --capsule --root --image --force --job-mode --check-inhibitors --kill-value --signal --kill-whom --message',
};
const READ: Rule = { ...OPTIONS, operands: 'text' };
const SERVICE: Rule = { ...READ, class: 'remote-read' };
const service = compile(SERVICE);
const fact = compile(READ);
const roles = optionTable(OPTIONS);

/** Facts about a unit by name; without names everything is shown, the environment it is started with, too. */
function show(args: readonly Word[], words: number, { args: all }: ProgramCall): Effects {
  const asked = valuesOf(scan(all, roles), '-p -P --property');
  const plain = asked.length > 0 && asked.every(({ value, kind }) => kind === 'static' && !/env|exec|pass|credential|status/i.test(value));
  return judge(plain ? fact : service, args, words);
}

const STARTS =
  /^(enable|disable|reenable|mask|unmask|link|preset|preset-all|edit|revert|set-default|add-wants|add-requires|bind|mount-image|import-environment|set-environment|daemon-reexec)$/;

function acts(args: readonly Word[], _words: number, call: ProgramCall): Effects {
  const verb = call.args[call.args.length - args.length - 1]?.value ?? '';
  const facts: readonly Fact[] = STARTS.test(verb)
    ? [{ kind: 'persistence', how: 'systemctl' }]
    : [{ kind: 'process_control', verb: 'systemctl' }];
  if (verb === 'show-environment')
    return effects('system', { none: 'it prints the environment' }, { facts: [{ kind: 'credential_access', what: 'environment' }] });
  return call.args.some(({ kind }) => kind !== 'static')
    ? notProven('a word that is only known when it runs', { facts })
    : effects('system', { none: 'it changes services of this machine' }, { facts });
}

/** Services live on after us, and start again with the machine. Their state is told with lines of their logs. */
export const systemctl = tree({
  names: ['systemctl'],
  globals: OPTIONS,
  commands: {
    'is-active|is-enabled|is-failed|list-units|list-unit-files|list-timers|list-sockets|list-jobs|list-dependencies|list-machines|list-automounts|list-paths|get-default|is-system-running|whoami':
      READ,
    'status|cat': SERVICE,
    show,
  },
  bare: READ,
  other: acts,
  match: {
    systemctl: 'read-only',
    'systemctl --failed': 'read-only',
    'systemctl is-active nginx': 'read-only',
    'systemctl --user list-timers --all': 'read-only',
    'systemctl status nginx': 'remote-read',
    'systemctl show nginx -p ActiveState': 'read-only',
    'systemctl show nginx': 'remote-read',
    'systemctl restart x': 'system',
  },
  notMatch: [
    'systemctl enable x',
    'systemctl -H evil.test status x',
    'systemctl --root=. list-unit-files',
    'systemctl show -p Environment x',
    'systemctl show-environment',
    'systemctl --fail x',
    'systemctl $x',
  ],
});

export const systemdAnalyze = tree({
  names: ['systemd-analyze'],
  globals: OPTIONS,
  commands: {
    'time|blame|critical-chain|plot|dot|unit-paths|exit-status|capability|filesystems|syscall-filter|calendar|timestamp|timespan|unit-files|has-tpm2|pcrs|architectures':
      {
        flags: '--no-pager --user --system --global --order --require --fuzz --json -q --quiet',
        values: '--iterations --base-time --from-pattern --to-pattern',
        operands: 'text',
      },
    'log-level|log-target|service-watchdogs': upTo(0),
  },
  bare: READ,
  other: () => effects('system', { none: 'it reads or checks units of this machine' }),
  match: { 'systemd-analyze blame': 'read-only', 'systemd-analyze calendar daily': 'read-only' },
  notMatch: [
    'systemd-analyze log-level debug',
    'systemd-analyze verify x',
    'systemd-analyze --root=. blame',
    'systemd-analyze cat-config /etc/x',
    'systemd-analyze dump',
  ],
});
