import { interpreter } from './interpreter.ts';

export const ruby = interpreter({
  names: ['ruby', 'jruby', 'truffleruby', 'irb'],
  grammar: {
    flags: '-w -W -U -c --disable-gems --yjit --jit',
    refused: '-e -n -p -i -r -I -x -S -C -d -s -E -K -T -0 -a -l -F -h --enable --disable --encoding',
  },
  version: '--version -v --help -h --copyright',
  match: { 'ruby x.rb': 'workspace-code', 'ruby --version': 'read-only', 'ruby -c x.rb': 'workspace-code' },
  notMatch: ["ruby -e 'x'", 'ruby -rx y.rb', 'ruby', 'ruby -c', 'ruby -I lib x.rb'],
});
