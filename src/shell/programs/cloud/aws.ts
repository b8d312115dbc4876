import type { Effects, PrefixRule, Word } from '../../analysis.ts';
import { danger, effects, networkFact, notProven } from '../effects.ts';
import type { Program } from '../program.ts';
import { kindOfCall } from './aws-verbs.ts';
import { asksHelp, givesOneOf, type Parts, partsOf } from './parts.ts';
import { credentials } from './traffic.ts';

const GLOBALS = {
  flags: '--no-cli-pager --no-paginate --no-cli-auto-prompt --version',
  values: '--query --output --region --profile --color --cli-read-timeout --cli-connect-timeout --cli-binary-format',
};

/** They change where it asks and as whom, take words from a file, write one, or print what is secret. */
const REFUSED =
  '--endpoint-url --no-verify-ssl --no-sign-request --ca-bundle --cli-input-json --cli-input-yaml --cli-auto-prompt --debug --generate-cli-skeleton --save-as';
const REVEALS = '--with-decryption --include-value --include-values --include-credentials';

/** A value that stands for the contents of a file or an address, also as the value of a key. */
const FETCHED = /(^|[=,{[:\s])(fileb?|https?):\/\//;
const OWN_QUEUE = /^https:\/\/(sqs\.[a-z0-9-]+\.amazonaws\.com(\.cn)?|[a-z0-9-]+\.queue\.amazonaws\.com)\/[\w./-]*$/;

/** Options that take more than one word. */
const LISTS = /(s|filter|by|get|list|criteria|include)$/;

/** Settings that are no secret; with the name of a profile before them. */
const PLAIN_SETTING =
  /^(?:[\w.-]+\.)?(?:region|output|sso_region|sso_account_id|sso_role_name|sso_start_url|sso_session|role_arn|source_profile|cli_pager)$/;

/** Only asks, with nothing that changes where the login goes. Operations take no plain words but the file they write to. */
function doubtOf({ words, before, after, doubt }: Parts): string | undefined {
  const options = [...before, ...after];
  if (doubt !== undefined) return doubt;
  if (givesOneOf(options, REFUSED)) return 'an option changes where it asks, or reads or writes a file';
  for (const { name, values } of options) {
    if (!/^--[a-z][a-z0-9-]+$/.test(name)) return `unknown option ${name}`;
    if ('--region'.startsWith(name) && !/^[a-z0-9-]+$/.test(values[0] ?? '')) return 'its region is no plain name';
    if (values.length > 1 && !LISTS.test(name)) return 'a word behind an option may name a file that it writes';
    if (values.some((value) => FETCHED.test(value) && !(name === '--queue-url' && words[0] === 'sqs' && OWN_QUEUE.test(value))))
      return 'a value is the contents of a file or an address';
  }
  const [service, verb] = words;
  const free = (service === 's3' && verb === 'ls') || (service === 'logs' && verb === 'tail') ? 3 : 2;
  return words.length > free || words.some((word) => FETCHED.test(word)) ? 'a word may name a file that it writes' : undefined;
}

function reveals({ words, after }: Parts): boolean {
  if (givesOneOf(after, REVEALS)) return true;
  return words[1] === 'describe-instance-attribute' && after.some(({ values }) => values.some((value) => /userdata/i.test(value)));
}

function judgeCall(parts: Parts, leading: boolean): Effects {
  const [service = '', verb = ''] = parts.words;
  const facts = [networkFact('aws', 'unknown')];
  if (verb === '') return notProven('what it asks for is not told', { facts });
  const kind = reveals(parts) ? 'secret' : kindOfCall(service, verb);
  if (kind === 'secret') {
    const judged = credentials('aws', `${service} ${verb}`);
    return parts.doubt === undefined ? judged : notProven(parts.doubt, judged);
  }
  const known = { facts: kind === 'deletes' ? [...facts, danger('remote deletion')] : facts };
  if (kind === 'other' || kind === 'deletes') {
    // Data goes out anyway; only what redirects it counts.
    if (parts.doubt !== undefined || givesOneOf([...parts.before, ...parts.after], REFUSED))
      return notProven(parts.doubt ?? 'an option changes where it asks, or reads a file', known);
    if (parts.after.some(({ values }) => values.some((value) => FETCHED.test(value))))
      return notProven('a value is the contents of a file or an address', known);
    return effects('network', prefixOf(parts, kind === 'deletes' ? 'it deletes on the other side' : undefined, leading), known);
  }
  const doubt = doubtOf(parts);
  if (doubt !== undefined) return notProven(doubt, known);
  return effects('remote-read', prefixOf(parts, undefined, leading), known);
}

/** Another of the user's logins or regions is asked for by exactly these words. */
function prefixOf({ before, after }: Parts, never: string | undefined, leading: boolean): PrefixRule {
  if (never !== undefined) return { none: never };
  if (!leading) return { none: 'options before the sub-command' };
  return givesOneOf([...before, ...after], '--profile --region') ? { none: 'it asks as, or at, another than the usual' } : { words: 2 };
}

/** `wait` asks again until something is so; `configure` shows what is no secret of the user's own settings. */
function judgeAws(args: readonly Word[]): Effects {
  const parts = partsOf(args, GLOBALS);
  const { words, doubt } = parts;
  if (doubt === undefined && args.length === 1 && args[0]?.value === '--version') return effects('read-only', { words: 0 });
  if (words.length <= 3 && asksHelp(args, 'help --help')) return effects('read-only', { none: 'it describes a command' });
  const leading = args[0]?.value === words[0] && args[1]?.value === words[1];
  if (words[1] === 'wait' && words.length === 3) return judgeCall({ ...parts, words: [words[0] ?? '', 'describe-state'] }, leading);
  const [first, verb, name = ''] = words;
  const shows =
    words.length === 2 ? /^list(-profiles)?$/.test(verb ?? '') : words.length === 3 && verb === 'get' && PLAIN_SETTING.test(name);
  if (first === 'configure' && shows) return judgeCall({ ...parts, words: ['sts', 'get-caller-identity'] }, leading);
  return judgeCall(parts, leading);
}

export const aws: Program = {
  names: ['aws', 'awslocal'],
  effects: ({ args }) => judgeAws(args),
  match: {
    'aws ec2 describe-instances': 'remote-read',
    'aws s3 ls': 'remote-read',
    'aws s3 cp x s3://b': 'network',
    'aws sts get-caller-identity': 'remote-read',
    'aws configure list': 'remote-read',
    'aws s3 help': 'read-only',
  },
  notMatch: [
    'aws secretsmanager get-secret-value --secret-id x',
    'aws ec2 describe-instances --endpoint-url http://evil',
    'aws configure get aws_secret_access_key',
    'aws ec2 describe-x --cli-input-json file://.env',
    'aws s3 rm s3://b',
    'aws ec2 describe-instances --endpoint http://evil',
    'aws ssm get-parameter --name x --with-decryption',
    'aws s3api get-object --bucket b --key k out',
  ],
};
