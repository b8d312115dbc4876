import { interpreter } from './interpreter.ts';

export const perl = interpreter({
  names: ['perl'],
  grammar: { flags: '-w -W -X -T -t -U -u -c', refused: '-e -E -n -p -i -m -M -I -x -S -d -D -s -C -a -F -0 -l -V -h' },
  version: '--version -v --help -h',
  // With `-c` the blocks that run while it compiles still do.
  match: { 'perl x.pl': 'workspace-code', 'perl -c x.pl': 'workspace-code', 'perl -v': 'read-only' },
  notMatch: ["perl -e 'system 1'", "perl -pi -e 's/a/b/' x", 'perl -Mx y.pl', 'perl', 'perl -V', 'perl -c', "perl -ce 'x'"],
});
