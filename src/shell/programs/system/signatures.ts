import { danger, effects } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import { scan } from '../options.ts';
import type { Program } from '../program.ts';
import { hasOption, valuesOf } from '../scanned.ts';
import { upTo, verbs } from './verbs.ts';

/** What is signed is read, what is said of it goes to standard output; with a name in place of `-` to a file. */
const shown: Rule = {
  flags:
    '-d -v -h -dv -dvv -dvvv -dvvvv -vv -vvv -vvvv --deep --display --verify --hosting --validate-constraint --xml --der --ignore-resources --all-architectures --no-strict',
  attached: '--verbose --strict',
  values: '-R -a -r --requirements --test-requirement --architecture --bundle-version --entitlements',
  operands: 'read',
  recursive: true,
  check: (scanned) => {
    const values = [...valuesOf(scanned, '-r --requirements'), ...valuesOf(scanned, '--entitlements')];
    if (!values.every(({ value, kind }) => kind === 'static' && /^:?-(-xml)?$/.test(value))) return 'it writes what it finds to a file';
    if (valuesOf(scanned, '-R --test-requirement').some(({ value }) => !value.startsWith('='))) return 'a requirement can stand in a file';
    return undefined;
  },
};
const compiled = compile(shown);

/** Shows and checks signatures; whatever else it does handles keys. */
export const codesign: Program = {
  names: ['codesign'],
  effects: ({ args }) => {
    const scanned = scan(args, compiled.table);
    const judged = judge(compiled, args);
    if (
      judged.unproven === undefined &&
      hasOption(scanned, '-d -v -h -dv -dvv -dvvv -dvvvv -vv -vvv -vvvv --display --verify --hosting --validate-constraint')
    )
      return judged;
    return effects(
      'system',
      { none: 'it handles credentials' },
      { facts: [{ kind: 'credential_access', what: 'codesign' }], writes: scanned.operands },
    );
  },
  match: {
    'codesign -dvv x.app': 'read-only',
    'codesign --verify --deep --strict x.app': 'read-only',
    'codesign -d --entitlements - x.app': 'read-only',
    'codesign -s me x': 'system',
  },
  notMatch: [
    'codesign -s me x',
    'codesign -d --entitlements out x',
    'codesign -d -r out x',
    'codesign -dr out x',
    'codesign -d --extract-certificates x',
    'codesign --remove-signature x',
    'codesign -v --check-notarization x',
    'codesign -fs - x',
    'codesign -d --file-list out x',
    'codesign x',
  ],
};

/** The hash of what is assessed may be asked of Apple. */
export const spctl = verbs({
  names: ['spctl'],
  reads: {
    '--status': upTo(0, { flags: '--verbose' }),
    '-a|--assess|-av|-avv|-avvv': {
      class: 'remote-read',
      flags: '-v -vv -vvv --verbose --ignore-cache --raw --continue --no-cache',
      values: '-t --type --context',
      operands: 'read',
      recursive: true,
    },
  },
  other: { reason: 'it changes what this machine trusts', facts: [danger('spctl changes security settings')] },
  match: { 'spctl --status': 'read-only', 'spctl --assess -t execute x.app': 'remote-read', 'spctl --master-disable': 'system' },
  notMatch: ['spctl', 'spctl --global-disable', 'spctl --assess --add x', 'spctl --add x', 'spctl $x'],
});

/** Names and certificates of a keychain are no secrets; all that may hold or ask for one is told as such. */
export const security = verbs({
  names: ['security'],
  reads: {
    'help|error': upTo(1, { flags: '-h' }),
    'user-trust-settings-enable': upTo(0),
    'list-keychains|dump-trust-settings|list-smartcards': upTo(0, {
      values: '-d',
      flags: '-h',
      refused: '-s -e',
    }),
    'show-keychain-info': upTo(1),
    'find-certificate': { flags: '-a -m -p -Z -h', values: '-c -e', operands: 'text' },
    'find-identity': { flags: '-v -a -h', values: '-p -s', operands: 'text' },
    'requirement-evaluate': {
      operands: 'pattern',
      check: ({ operands }) => (operands[0]?.value.includes('/') ? 'a requirement can stand in a file' : undefined),
    },
    authorizationdb: upTo(2, { check: ({ operands }) => (operands[0]?.value === 'read' ? undefined : 'it changes who may do what') }),
  },
  other: { reason: 'it handles credentials', facts: [{ kind: 'credential_access', what: 'security' }] },
  match: {
    'security list-keychains': 'read-only',
    'security find-certificate -c Common': 'read-only',
    'security find-identity -v -p codesigning': 'read-only',
    'security find-generic-password -s x': 'system',
  },
  notMatch: [
    'security find-generic-password -w',
    'security find-internet-password -s x',
    'security dump-keychain',
    'security list-keychains -s x',
    'security export -k x -o y',
    'security unlock-keychain',
    'security',
    'security -i',
    'security authorizationdb write x allow',
    'security user-trust-settings-enable -d',
    'security user-trust-settings-enable -d x',
  ],
});
