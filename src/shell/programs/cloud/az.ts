import type { Effects, PrefixRule, Word } from '../../analysis.ts';
import { effects, networkFact, notProven } from '../effects.ts';
import type { Program } from '../program.ts';
import { kindOfAz, refusesAz } from './az-verbs.ts';
import { asksHelp, givesOneOf, type Parts, partsOf } from './parts.ts';
import { credentials, traffic } from './traffic.ts';

const GLOBALS = { flags: '--verbose --only-show-errors', values: '--subscription --query --output -o' };

/** Names a cloud, an extension's directory and defaults; looked for from the current directory upwards. */
const SETTINGS = ['.azure/config'];

const ORGANISATION = '--organization --organisation --org';
const OWN_ORGANISATION = /^https:\/\/(dev\.azure\.com\/[\w.-]+|[\w-]+\.visualstudio\.com)\/?$/;

/** These become part of a host's name. */
const HOST_PART = /^(-n|-r|--([a-z-]*-)?(name|registry|vault|account|server|namespace|service|cluster|app|store|location)|-l)$/;
const HOST_CHARACTERS = /^[\w.,()*$ -]*$/;

/** `@file` stands for the contents of a file. */
function isForeign(value: string): boolean {
  return value.startsWith('@') || /^[a-z][a-z0-9+.-]*:\/\//i.test(value) || /[=,]@|file:\/\//.test(value);
}

function doubtOf({ words, before, after, doubt }: Parts, path: string): string | undefined {
  if (doubt !== undefined) return doubt;
  if (words.some(isForeign)) return 'a word is the contents of a file or an address';
  for (const { name, values } of [...before, ...after]) {
    if (refusesAz(name)) return `the option ${name} can change where it asks, or read or write a file`;
    if (/^acr /.test(path) && /^-[up]$|^--user/.test(name)) return 'it is given a login';
    if (/^ml /.test(path) && /^-[^ngwov]$/.test(name)) return `the option ${name} can name a file that is written`;
    const own = ORGANISATION.split(' ').includes(name) && values.length === 1 && OWN_ORGANISATION.test(values[0] ?? '');
    if (!own && values.some(isForeign)) return 'a value is the contents of a file or an address';
    if (HOST_PART.test(name) && !values.every((value) => HOST_CHARACTERS.test(value))) return `the value of ${name} is no plain name`;
  }
  return undefined;
}

function prefixOf({ before, after, words }: Parts): PrefixRule {
  if (before.length > 0) return { none: 'options before the sub-command' };
  if (givesOneOf(after, `--subscription ${ORGANISATION}`)) return { none: 'it asks another than the usual subscription' };
  return words.length > 8 ? { none: 'its sub-command has too many words' } : { words: words.length };
}

function judgeAz(args: readonly Word[]): Effects {
  const parts = partsOf(args, GLOBALS);
  const path = parts.words.join(' ');
  const facts = [networkFact('az', 'unknown')];
  const describes = asksHelp(args, '--help -h') || (args.length === 1 && /^(--version|version|-v)$/.test(args[0]?.value ?? ''));
  if (describes && args[0]?.kind === 'static') return effects('read-only', { none: 'it describes a command' }, { settings: SETTINGS });
  if (path === 'devops configure' && parts.doubt === undefined && parts.after.every(({ name }) => /^(-l|--list)$/.test(name)))
    return effects('remote-read', { words: 2 }, { facts, settings: SETTINGS });
  const kind = kindOfAz(path);
  if (kind === 'secret') {
    const judged = credentials('az', path);
    return parts.doubt === undefined ? judged : notProven(parts.doubt, judged);
  }
  if (kind === 'other') return traffic('az', args);
  const doubt = kind === 'never' ? 'it can start another program, or read or write files' : doubtOf(parts, path);
  if (doubt !== undefined) return notProven(doubt, { facts });
  return effects('remote-read', prefixOf(parts), { facts, settings: SETTINGS });
}

export const az: Program = {
  names: ['az'],
  effects: ({ args }) => judgeAz(args),
  match: {
    'az vm list': 'remote-read',
    'az vm show -g rg -n vm --output json': 'remote-read',
    'az keyvault secret list --vault-name v': 'remote-read',
    'az devops project list --organization https://dev.azure.com/o': 'remote-read',
    'az vm create -n x': 'network',
    'az --version': 'read-only',
  },
  notMatch: [
    'az keyvault secret show --name x --vault-name v',
    'az account get-access-token',
    'az group delete -n list',
    'az vm list --query @file',
    'az devops project list --organization https://evil.test/o',
    'az storage blob list --account-name evil.test/# -c x',
    'az rest --url https://evil.test',
    'az vm list --debug',
    'az storage blob list -c x --account-name a --auth-mode login --blob-end evil.test',
    'az storage blob list -c x --conn EndpointSuffix=evil.test',
  ],
};
