import type { Effects, PrefixRule, Word } from '../../analysis.ts';
import { effects, networkFact, notProven } from '../effects.ts';
import type { Program } from '../program.ts';
import { kindOfGcloud, refusesGcloud } from './gcloud-verbs.ts';
import { asksHelp, givesOneOf, type Parts, partsOf } from './parts.ts';
import { credentials, traffic } from './traffic.ts';

const OWN = '--project --account --region --zone --location --configuration --billing-project';
const GLOBALS = { flags: '-q --quiet --no-user-output-enabled', values: `${OWN} --format --filter --limit --verbosity --flatten` };

/** They may become part of a host's name. */
const PLACE = /^--(region|zone|location|platform|cluster-location)s?$|^--(?:r|z|loc)/;
/** Text that is only looked at, here or there. */
const TEXT = /^--(filter|format|flatten|sort-by|regexp|freshness|query|labels)$/;
/** A name, or a path of names; one that begins with a host begins with Google's. */
const NAME = /^(gs:\/\/)?[\w@.:+=,%~*-]+(\/[\w@.:+=,%~*-]+)*\/?$/;
const HOST = /^[\w-]+(\.[\w-]+)+\//;
const OWN_HOST = /^([a-z]+\.)?gcr\.io\/|^[a-z0-9-]+-docker\.pkg\.dev\//;

function isName(value: string): boolean {
  return NAME.test(value) && (!HOST.test(value) || OWN_HOST.test(value));
}

function doubtOf({ words, before, after, doubt }: Parts, reads: number): string | undefined {
  if (doubt !== undefined) return doubt;
  const isText = words[0] === 'logging' && words[reads - 1] === 'read';
  if (!isText && !words.slice(reads).every(isName)) return 'a word may be an address';
  for (const { name, values } of [...before, ...after]) {
    if (refusesGcloud(name)) return `the option ${name} can change where it asks, or read or write a file`;
    const [value = '', ...more] = values;
    if (PLACE.test(name) && !/^[a-z0-9,-]*$/.test(value)) return `the value of ${name} is no plain name`;
    if (/^@/.test(value) || (!TEXT.test(name) && values.some((one) => /[#?\\]|:\/\//.test(one))))
      return 'a value may be an address or a file';
    if (!isText && !TEXT.test(name) && !more.every(isName)) return 'a word may be an address';
  }
  return undefined;
}

function prefixOf({ before, after }: Parts, words: number): PrefixRule {
  if (before.length > 0) return { none: 'options before the sub-command' };
  return givesOneOf(after, OWN) || words > 8 ? { none: 'it asks another than the usual project' } : { words };
}

function judgeGcloud(args: readonly Word[]): Effects {
  const parts = partsOf(args, GLOBALS);
  const facts = [networkFact('gcloud', 'unknown')];
  const [first = ''] = parts.words;
  const track = /^(alpha|beta|preview)$/.test(first) ? 1 : 0;
  const words = parts.words.slice(track);
  const describes = /^(help|topic)$/.test(first) && parts.after.length === 0 && words.every((word) => /^[a-z0-9-]+$/.test(word));
  if (parts.doubt === undefined && describes) return effects('read-only', { none: 'it describes a command' });
  if (asksHelp(args, '--help -h')) return effects('read-only', { none: 'it describes a command' });
  if (args.length === 1 && args[0]?.kind === 'static' && /^(--version|-v|version)$/.test(args[0].value))
    return effects('read-only', { words: 0 });
  const kind = kindOfGcloud(words);
  if (kind === 'other') return traffic('gcloud', args);
  if (kind === 'secret') {
    const judged = credentials('gcloud', parts.words.slice(0, 4).join(' '));
    return parts.doubt === undefined ? judged : notProven(parts.doubt, judged);
  }
  const doubt = doubtOf({ ...parts, words }, kind.reads);
  if (doubt !== undefined) return notProven(doubt, { facts });
  return effects('remote-read', prefixOf(parts, kind.reads + track), { facts });
}

export const gcloud: Program = {
  names: ['gcloud'],
  effects: ({ args }) => judgeGcloud(args),
  match: {
    'gcloud compute instances list': 'remote-read',
    'gcloud beta run services describe s --region us-central1': 'remote-read',
    'gcloud logging read severity>=ERROR': 'remote-read',
    'gcloud config get project': 'remote-read',
    'gcloud compute instances create x': 'network',
    'gcloud --version': 'read-only',
  },
  notMatch: [
    'gcloud auth print-access-token',
    'gcloud secrets versions access latest --secret x',
    'gcloud projects delete list',
    'gcloud compute instances list --flags-file x',
    'gcloud run services list --region evil.test/x',
    'gcloud container images list-tags evil.test/x',
    'gcloud config get proxy/password',
    'gcloud container clusters get-credentials c',
  ],
};
