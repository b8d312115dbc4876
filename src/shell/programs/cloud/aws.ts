import type { Effects } from '../../analysis.ts';
import { effects, networkFact, notProven } from '../effects.ts';
import type { Grammar } from '../options.ts';
import { optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';

const SECRET =
  /secret|password|credential|access-key|assume-role|token|decrypt|login|get-parameter|session|authorization|private-key|user-data|get-function$|presign|export/;

const grammar: Grammar = {
  flags:
    '--no-paginate --no-cli-pager --only-show-errors --recursive --human-readable --summarize --include-all-instances --no-include-deprecated --version help',
  values: '--query --output --region --max-items --page-size --starting-token --color --cli-read-timeout --cli-connect-timeout',
  refused:
    '--endpoint-url --profile --no-verify-ssl --no-sign-request --ca-bundle --cli-input-json --cli-input-yaml --cli-auto-prompt --debug --with-decryption --generate-cli-skeleton',
  lenient: true,
};
const roles = optionTable(grammar);

/** `describe-*` and `list-*` with nothing that changes where the login goes; a value may name a local file that is sent. */
export const aws: Program = {
  names: ['aws', 'awslocal'],
  effects: ({ args }): Effects => {
    const [only] = args;
    if (args.length === 1 && only?.kind === 'static' && only.value === '--version') return effects('read-only', { words: 0 });
    const scanned = scan(args, roles);
    const [service, verb] = scanned.operands;
    const facts = [networkFact('aws', 'unknown')];
    if (service?.kind !== 'static' || verb?.kind !== 'static') return notProven('what it asks for is not told', { facts });
    const leading = args[0] === service && args[1] === verb;
    const secret = SECRET.test(`${service.value} ${verb.value}`) || service.value === 'configure' || service.value === 'sso';
    const all = secret ? [...facts, { kind: 'credential_access', what: `aws ${service.value} ${verb.value}` } as const] : facts;
    if (scanned.unknown !== undefined) return notProven(scanned.unknown, { facts: all });
    if (scanned.doubtful !== undefined) return notProven('a word that is only known when it runs could be an option', { facts: all });
    if (args.some((word) => /^(fileb?|https?):\/\//.test(word.value.replace(/^--[\w-]+=/, ''))))
      return notProven('a value is the contents of a file or an address', { facts: all });
    const reads =
      /^(describe|list)-/.test(verb.value) ||
      (service.value === 's3' && verb.value === 'ls') ||
      (service.value === 'sts' && verb.value === 'get-caller-identity') ||
      (service.value === 's3api' && /^(get-bucket-|head-)/.test(verb.value));
    const deletes = /^(delete|terminate|remove|rm|destroy|purge|deregister)/.test(verb.value);
    const prefix = !leading
      ? { none: 'options before the sub-command' }
      : deletes
        ? { none: 'it deletes on the other side' }
        : secret
          ? { none: 'it handles credentials' }
          : { words: 2 };
    return effects(reads && !secret ? 'remote-read' : 'network', prefix, { facts: all });
  },
  match: {
    'aws ec2 describe-instances': 'remote-read',
    'aws s3 ls': 'remote-read',
    'aws s3 cp x s3://b': 'network',
    'aws sts get-caller-identity': 'remote-read',
  },
  notMatch: [
    'aws secretsmanager get-secret-value --secret-id x',
    'aws ec2 describe-instances --endpoint-url http://evil',
    'aws configure list',
    'aws ec2 describe-x --cli-input-json file://.env',
    'aws s3 rm s3://b',
    'aws ec2 describe-instances --profile x',
    'aws ec2 describe-instances --endpoint http://evil',
  ],
};
