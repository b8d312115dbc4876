import { effects, notProven } from '../effects.ts';
import type { Program } from '../program.ts';
import { nested } from '../wrapper.ts';

/** They start the command in their operands, in an environment that they read from files of the workspace. */
export const runners: Program = {
  names: [
    'dotenv',
    'cross-env',
    'env-cmd',
    'concurrently',
    'npm-run-all',
    'run-s',
    'run-p',
    'foreman',
    'honcho',
    'overmind',
    'supervisord',
    'pm2',
    'forever',
    'wait-on',
    'start-server-and-test',
    'infisical',
    'chamber',
    'aws-vault',
    'sops',
    'teller',
  ],
  effects: ({ args }, name) => {
    const at = args.findIndex((word) => word.kind === 'static' && word.value === '--');
    const rest = at >= 0 ? args.slice(at + 1) : args.filter((word) => !/^(-|[A-Za-z_]\w*=)/.test(word.value));
    const secrets = /^(infisical|chamber|aws-vault|sops|teller)$/.test(name);
    const facts = secrets ? [{ kind: 'credential_access', what: name } as const] : [];
    if (args.length === 1 && args[0]?.kind === 'static' && args[0].value === '--version') return effects('workspace-code', { words: 0 });
    return notProven('it runs another command in an environment of its own', { runs: nested(rest), facts });
  },
  match: { 'dotenv --version': 'workspace-code' },
  notMatch: ['cross-env A=1 rm y', 'dotenv -- rm y', 'sops x.yaml', 'pm2 start x.js'],
};
