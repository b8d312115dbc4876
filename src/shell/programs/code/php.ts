import { interpreter } from './interpreter.ts';

export const php = interpreter({
  names: ['php'],
  grammar: { flags: '-n -q -l', refused: '-a -B -R -F -E -r -S -t -c -d -z -f -s -w -i -m -h --run --server --define --ini --rf' },
  version: '--version -v',
  match: { 'php x.php': 'workspace-code', 'php --version': 'read-only', 'php -l x.php': 'workspace-code' },
  notMatch: ["php -r 'x'", 'php -d auto_prepend_file=x y.php', 'php -S 0.0.0.0:80', 'php'],
});
