import { effects } from '../effects.ts';
import { interpreter } from './interpreter.ts';

export const php = interpreter({
  names: ['php'],
  grammar: { flags: '-n -q -l', refused: '-a -B -R -F -E -r -S -t -c -d -z -f -s -w -i -m -h --run --server --define --ini --rf' },
  version: '--version -v --help -h --modules -m --ini',
  // What it tells of itself holds the environment.
  special: (call) => {
    const [only] = call.args;
    if (call.args.length !== 1 || only?.kind !== 'static' || !/^(-i|--info)$/.test(only.value)) return undefined;
    return effects('system', { none: 'it prints the environment' }, { facts: [{ kind: 'credential_access', what: 'environment' }] });
  },
  match: {
    'php x.php': 'workspace-code',
    'php --version': 'read-only',
    'php -m': 'read-only',
    'php -i': 'system',
    'php -l x.php': 'workspace-code',
  },
  notMatch: ["php -r 'x'", 'php -d auto_prepend_file=x y.php', 'php -S 0.0.0.0:80', 'php', 'php -i', 'php -m x'],
});
