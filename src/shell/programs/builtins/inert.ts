import { leaf } from '../leaf.ts';

/** Builtins that touch nothing but the flow of the shell. */
export const inert = leaf({
  names: [
    'pwd',
    'true',
    'false',
    ':',
    'exit',
    'return',
    'break',
    'continue',
    'shift',
    'wait',
    'times',
    'caller',
    'umask',
    'ulimit',
    'dirs',
    'sleep',
    'help',
    'jobs',
  ],
  flags: '-L -P -S -H -a -b -c -d -e -f -i -k -l -m -n -p -q -r -s -t -u -v -x -R -T',
  numeric: true,
  operands: 'text',
  match: { pwd: 'read-only', 'pwd -P': 'read-only', 'sleep 3': 'read-only', 'exit 1': 'read-only', true: 'read-only' },
  notMatch: ['pwd --evil'],
});
