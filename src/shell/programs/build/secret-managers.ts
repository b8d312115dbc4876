import { notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import type { Program } from '../program.ts';
import type { Subcommand } from '../subcommands.ts';
import { tree } from '../subcommands.ts';
import { nested } from '../wrapper.ts';

/** Names of things, never what they hold; which account or project is chosen by words, so that no prefix holds. */
function lists(options: Partial<Rule>): Rule {
  return { class: 'remote-read', operands: 'none', noPrefix: 'its options choose whose secrets it lists', ...options };
}

/** Anything else may print secrets, or hand them to a command, which is shown. */
function handsOut(name: string): Subcommand {
  return (_args, _words, { args }) => {
    const at = args.findIndex((word) => word.kind === 'static' && word.value === '--');
    return notProven('it prints secrets, or runs another command with them', {
      runs: at < 0 ? [] : nested(args.slice(at + 1)),
      facts: [{ kind: 'credential_access', what: name }],
    });
  };
}

const OP = { flags: '--no-color --iso-timestamps', values: '--vault --account --format --categories --tags --user --group --permission' };
const op = tree({
  names: ['op'],
  globals: { flags: '--version -v -h' },
  commands: {
    'item list|vault list|vault get|document list|user list|group list|account list|account get|whoami': lists({ ...OP, operands: 'text' }),
  },
  bare: { flags: '--version -v -h', operands: 'none' },
  other: handsOut('op'),
  match: { 'op --version': 'read-only', 'op item list --vault x': 'remote-read', 'op vault get Engineering': 'remote-read' },
  notMatch: [
    'op read op://x/y',
    'op run -- rm y',
    'op item get x',
    'op document get "Prod Cert"',
    'op --config /x item list',
    'op item list $x',
  ],
});

const DOPPLER = { flags: '--json --no-check-version', values: '-p -c -e -n --project --config --environment --number --page' };
const doppler = tree({
  names: ['doppler'],
  globals: { flags: '--version -v -h' },
  commands: {
    'projects|configs|environments|configs list|projects list|environments list|me|activity': lists({
      ...DOPPLER,
      check: ({ operands }) => (operands.length > 0 ? 'a verb that is not known' : undefined),
    }),
  },
  bare: { flags: '--version -v -h', operands: 'none' },
  other: handsOut('doppler'),
  match: { 'doppler --version': 'read-only', 'doppler configs list': 'remote-read' },
  notMatch: [
    'doppler secrets list',
    'doppler run -- rm y',
    'doppler configs --api-host http://x',
    'doppler configs tokens',
    'doppler me --token x',
  ],
});

/** Keepers of secrets that also start a command with them. */
export const SECRET_MANAGERS: readonly Program[] = [op, doppler];
