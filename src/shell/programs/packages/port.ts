import type { Word } from '../../analysis.ts';
import { notProven } from '../effects.ts';
import type { Program } from '../program.ts';
import { looks, manager } from './manager.ts';
import { noOperands } from './rules.ts';

const PORTFILE = 'a port of the workspace is code';

/** The name of a port; `current` is the one of the current directory. */
function isPort({ kind, value }: Word): boolean {
  return kind === 'static' && /^\w[\w.+-]*$/.test(value) && !/^current\b/i.test(value);
}

/** Without a name most look at the port in the current directory, which is code. */
const portTable = manager({
  names: ['port'],
  reads: {
    'installed|list|outdated|leaves|requested': looks('', '', { check: ({ operands }) => (operands.every(isPort) ? undefined : PORTFILE) }),
    version: looks('', '', { check: noOperands }),
    'echo|info|search|contents|provides|deps|rdeps|dependents|rdependents|variants|notes|location|space|platform|file|dir|work|select --list':
      looks('--name --index --full --depends_lib --description --long_description --homepage --category --regex --exact --size', '', {
        check: ({ operands }) => (operands.length > 0 && operands.every(isPort) ? undefined : PORTFILE),
      }),
  },
  changes:
    'install|uninstall|upgrade|selfupdate|sync|activate|deactivate|clean|reclaim|select|load|unload|setrequested|unsetrequested|diagnose|rev-upgrade',
  match: { 'port installed': 'read-only', 'port info vim': 'read-only', 'port install x': 'install' },
  notMatch: [
    'port info',
    'port -D ./x info',
    'port info file://./x',
    'port test',
    'port -F cmds',
    'port',
    'port -v',
    'port info current',
    'port installed current',
    'port echo',
  ],
});

/** Without a sub-command it takes its commands from the standard input. */
export const port: Program = {
  ...portTable,
  effects: (call, name) =>
    call.args.some(({ value }) => !value.startsWith('-'))
      ? portTable.effects(call, name)
      : notProven('it takes commands from its standard input'),
};
