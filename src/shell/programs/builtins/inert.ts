import { leaf } from '../leaf.ts';

/** Builtins that touch nothing but the flow of the shell. */
export const inert = leaf({
  names: ['pwd', 'true', 'false', ':', 'exit', 'return', 'break', 'continue', 'shift', 'times', 'caller', 'dirs', 'sleep', 'help'],
  flags: '-L -P -c -d -l -m -p -s -v',
  numeric: true,
  operands: 'text',
  match: { pwd: 'read-only', 'pwd -P': 'read-only', 'sleep 3': 'read-only', 'exit 1': 'read-only', true: 'read-only' },
  notMatch: ['pwd --evil'],
});

/** `jobs -x` runs a command, `wait -p` evaluates a subscript. */
export const waits = leaf({
  names: ['wait', 'jobs'],
  flags: '-f -l -n -r -s',
  refused: '-p -x',
  operands: 'text',
  match: { wait: 'read-only', 'jobs -l': 'read-only' },
  notMatch: ['jobs -x rm y', "wait -p 'a[$(id)]'"],
});

export const limits = leaf({
  names: ['umask', 'ulimit'],
  flags: '-H -S -a -b -c -d -e -f -i -k -l -m -n -p -q -r -s -t -u -v -x -P -R -T',
  operands: 'text',
  match: { umask: 'read-only', 'ulimit -n 1024': 'read-only' },
  notMatch: ['ulimit --frob'],
});
