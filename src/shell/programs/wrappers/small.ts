import { wrapper } from '../wrapper.ts';

export const nice = wrapper({
  names: ['nice'],
  numbers: '-n --adjustment',
  numeric: true,
  match: {},
  notMatch: ['nice -n 5 rm y', 'nice rm y', 'nice -10 rm y', 'nice --frob rm y'],
});

export const nohup = wrapper({ names: ['nohup'], match: {}, notMatch: ['nohup rm y', 'nohup $x'] });

export const timeout = wrapper({
  names: ['timeout', 'gtimeout'],
  flags: '-f -p -v --foreground --preserve-status --verbose',
  numbers: '-k --kill-after',
  values: '-s --signal',
  before: 1,
  numbersBefore: true,
  match: {},
  notMatch: ['timeout 5 rm y', 'timeout -k 1 5 rm y', 'timeout $x rm y', 'timeout --frob 5 rm y', 'timeout ./evil ls'],
});

export const time = wrapper({
  names: ['time', 'gtime'],
  flags: '-a -h -l -p -q -v --append --portability --quiet --verbose',
  values: '-f --format',
  writes: '-o --output',
  match: {},
  notMatch: ['time rm y', 'time -o out ls', 'time -p -- rm -rf build'],
});

export const stdbuf = wrapper({
  names: ['stdbuf'],
  values: '-i -o -e --input --output --error',
  match: {},
  notMatch: ['stdbuf -oL rm y', 'stdbuf --frob rm'],
});

export const ownWay = wrapper({
  names: ['catchsegv', 'fakeroot', 'faketime', 'dbus-run-session', 'xvfb-run', 'setarch', 'linux64', 'linux32', 'schedtool'],
  flags: '-p -d -i -m -s -u -R -a',
  values: '-t -w',
  unproven: 'it runs another command in its own way',
  match: {},
  notMatch: ['unbuffer rm y', 'setarch -R rm y'],
});

/** Its child leaves the session: it can outlive what started it. */
export const setsid = wrapper({
  names: ['setsid', 'daemonize', 'daemon'],
  flags: '-c -f -w --ctty --fork --wait',
  class: 'system',
  facts: [{ kind: 'process_control', verb: 'setsid' }],
  match: {},
  notMatch: ['setsid rm y', 'setsid -f rm y'],
});

export const taskset = wrapper({
  names: ['taskset'],
  flags: '-a -c --all-tasks --cpu-list',
  refused: '-p --pid',
  before: 1,
  match: {},
  notMatch: ['taskset -c 0 rm y', 'taskset -p 1 2'],
});

export const chrt = wrapper({
  names: ['chrt'],
  flags: '-a -b -d -f -i -o -r -R -v --batch --fifo --idle --other --rr --reset-on-fork --verbose',
  values: '-T -P -D',
  refused: '-p -m --pid --max',
  before: 1,
  numbersBefore: true,
  match: {},
  notMatch: ['chrt -b 0 rm y', 'chrt -p 1', 'chrt -b ./evil ls'],
});

/** The lock file is made when it is not there. */
export const flock = wrapper({
  names: ['flock'],
  flags: '-s -x -e -u -n -o -F -v --shared --exclusive --unlock --nonblock --nb --close --no-fork --verbose',
  numbers: '-w -E --timeout --wait --conflict-exit-code',
  runs: '-c --command',
  before: 1,
  writesBefore: true,
  scriptAfter: '-c --command',
  match: {},
  notMatch: ['flock /tmp/l rm y', "flock /tmp/l -c 'rm y'", "flock l -c 'ls &> x'"],
});

export const watch = wrapper({
  names: ['watch', 'gwatch'],
  flags:
    '-b -c -C -d -e -g -p -q -r -t -w -x --beep --color --no-color --errexit --chgexit --precise --no-rerun --no-title --no-wrap --exec',
  numbers: '-n -q --interval --equexit',
  attached: '--differences',
  script: { unless: '-x --exec' },
  match: {},
  notMatch: ["watch -n 1 'rm y'", 'watch rm y', "watch 'time ls'", "watch ls '&>' x"],
});

/** They give the command a terminal, or hold back what it prints. */
export const unbuffer = wrapper({
  names: ['unbuffer', 'chronic'],
  flags: '-p -v -e',
  match: {},
  notMatch: ['unbuffer rm y', 'chronic rm y', 'chronic --frob ls'],
});
