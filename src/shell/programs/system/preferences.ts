import type { Effects, Word } from '../../analysis.ts';
import { danger, effects, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import { scan } from '../options.ts';
import type { Program } from '../program.ts';
import { hasOption } from '../scanned.ts';
import { derived } from '../words.ts';
import { upTo, verbs } from './verbs.ts';

const types = verbs({
  names: ['defaults'],
  reads: { help: upTo(0), domains: upTo(0), 'read-type': upTo(2, { flags: '-g -globalDomain', values: '-app', style: 'single-dash' }) },
  other: { reason: 'it shows or changes preferences of programs', facts: [{ kind: 'persistence', how: 'defaults' }] },
  match: {},
  notMatch: [],
});

const DOMAIN =
  /^(-g|NSGlobalDomain|com\.apple\.(dock|screencapture|menuextra\.clock|Accessibility|universalaccess|AppleMultitouchTrackpad|WindowManager|SoftwareUpdate))$/i;
const SECRET = /recent|history|last|user|dictionary|replacement|url|path|name|password|secret|token|key$|account|auth|cookie|credential/i;

/** One setting of the desktop. Whole domains hold what programs remember, also of what was opened, and passwords. */
function readsOne([domain, key, ...more]: readonly Word[]): Effects | undefined {
  if (domain === undefined || key === undefined || more.length > 0 || SECRET.test(key.value) || !/^[\w.-]+$/.test(key.value))
    return undefined;
  if (DOMAIN.test(domain.value)) return effects('read-only', { words: 1 });
  // The name of a file may do without its extension.
  if (/^[./]/.test(domain.value)) return effects('read-only', { words: 1 }, { reads: [domain, derived(`${domain.value}.plist`, domain)] });
  return undefined;
}

export const defaults: Program = {
  names: ['defaults'],
  effects: (call, name) => {
    const [verb, ...rest] = call.args;
    if (call.args.some(({ kind }) => kind !== 'static'))
      return notProven('a word that is only known when it runs', types.effects(call, name));
    return (verb?.value === 'read' ? readsOne(rest) : undefined) ?? types.effects(call, name);
  },
  match: {
    'defaults read com.apple.dock autohide': 'read-only',
    'defaults read -g AppleLocale': 'read-only',
    'defaults read ./Info CFBundleVersion': 'read-only',
    'defaults write x y z': 'system',
  },
  notMatch: [
    'defaults write x y z',
    'defaults read',
    'defaults read com.apple.dock',
    'defaults read com.evil.app token',
    'defaults find x',
    'defaults read com.apple.finder FXRecentFolders',
    "defaults read '~/x' y",
  ],
};

const directory: Rule = { operands: 'text', style: 'posix', flags: '-plist -raw -url -q', refused: '-f -u -P -p' };
const directoryRule = compile(directory);

/** The directory of this machine, not one on the network; hashes of passwords are shown to root. */
export const dscl: Program = {
  names: ['dscl'],
  effects: ({ args }) => {
    const { operands } = scan(args, directoryRule.table);
    const [source, verb, ...rest] = operands;
    const reads =
      /^(\.|\/Local\/Default)$/.test(source?.value ?? '') && /^-?(read|readall|readpl|readpli|list|search)$/.test(verb?.value ?? '');
    const secret = rest.some(({ value }) => /hash|passw|auth|cert|key|\*/i.test(value));
    if (reads && !secret && rest.length > 0 && rest.every(({ value }) => !value.startsWith('-'))) return judge(directoryRule, args);
    return effects('system', { none: 'it shows or changes users' }, { facts: [{ kind: 'privilege', tool: 'dscl' }] });
  },
  match: { 'dscl . -read /Users/ann': 'read-only', 'dscl . list /Users': 'read-only', 'dscl . -create /Users/x': 'system' },
  notMatch: [
    'dscl',
    'dscl . -passwd /Users/ann x',
    'dscl /Search -read /Users/ann',
    'dscl localhost -read /Search/Users/ann',
    'dscl -u admin -P x . -read /Users/ann',
    'dscl . -read /Users/ann ShadowHashData',
    'dscl . -append /Users/x a b',
  ],
};

const formatted: Rule = { flags: '-s -n -r', values: '-o', refused: '-e', style: 'single-dash', operands: 'read' };

/** Words behind the verb that are no file. */
const NO_FILES: Readonly<Record<string, number>> = { '-lint': 0, '-p': 0, '-convert': 1, '-extract': 2, '-type': 1 };
const plutilRule = compile({ ...formatted, values: '-o -expect' });

/** What it converts or takes out replaces the file, unless `-o` names another, or `-` for standard output. */
export const plutil: Program = {
  names: ['plutil'],
  effects: ({ args }) => {
    const [verb, ...rest] = args;
    if (args.length === 1 && verb?.kind === 'static' && /^-(help|h)$/.test(verb.value)) return effects('read-only', { words: 0 });
    const before = verb?.kind === 'static' ? NO_FILES[verb.value] : undefined;
    if (verb === undefined || before === undefined)
      return effects('system', { none: 'it changes a file of settings' }, { facts: [danger('plutil changes a file', 'medium')] });
    if (rest.slice(0, before).some(({ kind, value }) => kind !== 'static' || value.startsWith('-')))
      return notProven('an option stands for a word of the verb');
    const files = rest.slice(before);
    const judged = judge(plutilRule, files);
    const scanned = scan(files, plutilRule.table);
    const [out] = scanned.options.filter(({ name }) => name === '-o').map(({ value }) => value);
    const keeps = !/^-(convert|extract)$/.test(verb.value) || (verb.value === '-extract' && rest[1]?.value === 'raw') || out?.value === '-';
    if (judged.unproven !== undefined || (keeps && !hasOption(scanned, '-o')) || out?.value === '-') return judged;
    return effects(
      'workspace-write',
      { none: 'it replaces a file' },
      { reads: scanned.operands, writes: out === undefined ? scanned.operands : [out] },
    );
  },
  match: {
    'plutil -p x.plist': 'read-only',
    'plutil -lint x.plist': 'read-only',
    'plutil -convert json -o - x.plist': 'read-only',
    'plutil -convert xml1 x.plist': 'workspace-write',
  },
  notMatch: [
    'plutil -convert xml1 x.plist',
    'plutil -extract key json x.plist',
    'plutil -insert a -string b x',
    'plutil -p -o out x',
    'plutil -convert json -e x y.plist',
    'plutil $x',
    'plutil -convert -o - x',
  ],
};
