import { effects, notProven } from '../effects.ts';
import type { Program } from '../program.ts';
import { nested, wrapper } from '../wrapper.ts';

export const strace = wrapper({
  names: ['strace', 'ltrace', 'valgrind', 'dtruss', 'heaptrack', 'rr', 'uftrace', 'hyperfine'],
  flags: '-c -C -d -f -ff -F -h -i -k -q -r -t -tt -ttt -T -v -V -w -x -y -z --follow-forks',
  values: '-a -b -e -E -I -O -P -s -S -u -X',
  writes: '-o --output',
  refused: '-p -D',
  lenient: true,
  unproven: 'it runs a command and reads or changes its memory',
  match: {},
  notMatch: ['strace rm y', 'strace -o out ls', 'strace -p 1', 'valgrind rm y', "hyperfine 'rm y'"],
});

/** A debugger has a language of its own that starts shells; what follows `--args` is shown. */
export const gdb: Program = {
  names: ['gdb', 'lldb', 'perf', 'bpftrace', 'dtrace', 'rust-gdb', 'rust-lldb'],
  effects: ({ args }) => {
    const [only] = args;
    if (args.length === 1 && only?.kind === 'static' && only.value === '--version') return effects('read-only', { words: 0 });
    const at = args.findIndex((word) => word.kind === 'static' && (word.value === '--args' || word.value === '--'));
    return notProven('a debugger can run anything', { runs: at < 0 ? [] : nested(args.slice(at + 1)) });
  },
  match: { 'gdb --version': 'read-only' },
  notMatch: ["gdb -batch -ex 'shell rm y'", 'gdb --args rm y', 'perf record rm y'],
};

/** An applet is the program of that name. */
export const busybox: Program = {
  names: ['busybox', 'toybox'],
  effects: ({ args }) => {
    const [applet] = args;
    if (applet === undefined) return effects('read-only', { none: 'it is many programs in one' });
    if (applet.kind !== 'static' || applet.value.startsWith('-')) return notProven('the applet is not told', { runs: nested(args) });
    return effects('read-only', { none: 'it is many programs in one' }, { runs: nested(args) });
  },
  match: { busybox: 'read-only' },
  notMatch: ["busybox sh -c 'rm y'", 'busybox rm y', 'busybox --install /bin'],
};

export const entr = wrapper({
  names: ['entr', 'nodemon', 'watchexec', 'watchman-make', 'cargo-watch', 'chokidar', 'reflex'],
  flags: '-a -c -cc -d -dd -n -p -r -z',
  runs: '-s --exec',
  lenient: true,
  unproven: 'it runs a command whenever files change',
  match: {},
  notMatch: ['entr -r rm y', "entr -s 'rm y'", 'nodemon x.js'],
});
