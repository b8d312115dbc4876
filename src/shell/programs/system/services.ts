import type { Word } from '../../analysis.ts';
import { effects } from '../effects.ts';
import type { Program } from '../program.ts';

/** Words that only show, by program, joined by blanks. */
const SHOWS: Readonly<Record<string, RegExp>> = {
  service: /^--status-all$|^\w[\w.@-]* status$|^--(help|version)$/,
  'rc-service': /^(-l|--list)$|^\w[\w.@-]* status$/,
  'rc-update': /^show( -v)?$/,
  chkconfig: /^--list( \w[\w.@-]*)?$/,
  initctl: /^(list|version|status \w[\w.@-]*)$/,
  sv: /^status \w[\w.@-]*$/,
  ldconfig: /^(-p|--print-cache|-V|--version|--help)$/,
  'update-alternatives': /^(--(display|list|query) \w[\w.+-]*|--get-selections|--help|--version)$/,
  alternatives: /^(--(display|list) \w[\w.+-]*|--list|--help|--version)$/,
  gsettings: /^(list-schemas|list-relocatable-schemas|(list-keys|list-children|describe|range|writable) \w[\w.-]*( \w[\w-]*)?)$/,
};

/** Their scripts are run to answer, and may be those of anyone who could install a service. */
const ASKS_SCRIPT = /status/;

function plain(args: readonly Word[]): string | undefined {
  return args.some(({ kind, value }) => kind !== 'static' || /\s/.test(value)) ? undefined : args.map(({ value }) => value).join(' ');
}

/** Services live on after us, and start again with the machine. */
export const services: Program = {
  names: [
    'service',
    'rc-service',
    'rc-update',
    'update-rc.d',
    'chkconfig',
    'initctl',
    'sv',
    'supervisorctl',
    'busctl',
    'dbus-send',
    'gdbus',
    'systemsetup',
    'gsettings',
    'dconf',
    'update-alternatives',
    'alternatives',
    'ldconfig',
    'reg',
    'sc',
    'schtasks',
    'net',
  ],
  effects: ({ args }, name) => {
    const words = plain(args);
    if (words !== undefined && SHOWS[name]?.test(words))
      return effects(ASKS_SCRIPT.test(words) ? 'remote-read' : 'read-only', { words: 0 });
    const persists = /^(rc-update|update-rc\.d|chkconfig|schtasks)$/.test(name);
    return effects(
      'system',
      { none: 'it changes services or settings of this machine' },
      { facts: [persists ? { kind: 'persistence', how: name } : { kind: 'process_control', verb: name }] },
    );
  },
  match: {
    'service nginx status': 'remote-read',
    'ldconfig -p': 'read-only',
    'update-alternatives --display java': 'read-only',
    'chkconfig --list': 'read-only',
    'service x restart': 'system',
  },
  notMatch: [
    'service x restart',
    'service x status --frob',
    'ldconfig',
    'ldconfig -p -C ./x',
    'update-alternatives --log x --list java',
    'schtasks /create',
    'dbus-send --system x',
  ],
};
