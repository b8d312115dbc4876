import { interpreter } from './interpreter.ts';

export const ruby = interpreter({
  names: ['ruby', 'jruby', 'truffleruby', 'irb'],
  grammar: {
    flags: '-w -W -U --disable-gems --yjit --jit',
    refused: '-e -n -p -i -r -I -x -S -C -c -d -s -E -K -T -0 -a -l -F -h --enable --disable --encoding',
  },
  version: '--version -v',
  match: { 'ruby x.rb': 'workspace-code', 'ruby --version': 'read-only' },
  notMatch: ["ruby -e 'x'", 'ruby -rx y.rb', 'ruby', 'ruby -I lib x.rb'],
});
