import { networkFact } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import type { Subcommand } from '../subcommands.ts';
import { each } from './command-lists.ts';
import { hosted } from './hosted.ts';

const bucketRule: Rule = {
  class: 'remote-read',
  operands: 'text',
  flags: '-l -L -r -R -d -b -a -p -s -h -c -e -v',
  values: '-u -X',
  facts: [networkFact('gsutil', 'unknown')],
  check: ({ operands, options }) =>
    operands.every(({ value }) => /^gs:\/\/[^#]*$/.test(value)) && options.every(({ name }) => name !== '-u' && name !== '-X')
      ? undefined
      : 'a word is a file, or an option names one',
};
const bucket = compile(bucketRule);
const listBuckets: Subcommand = (args, words) => judge(bucket, args, words);

/** Buckets only: the same words also read files. */
export const gsutil = hosted({
  names: ['gsutil'],
  flags: '-m -q',
  refused: '-o -D -DD -h -i -u',
  secrets: 'hmac|hmac create|signurl|config',
  more: {
    'ls|stat|du|cat|hash': listBuckets,
    [each(
      'iam|acl|defacl|cors|lifecycle|versioning|label|logging|web|ubla|pap|retention|requesterpays|rpo|autoclass|defstorageclass|bucketpolicyonly',
      'get',
    )]: listBuckets,
    'notification list': listBuckets,
  },
  match: { 'gsutil ls gs://b': 'remote-read', 'gsutil -m du -s gs://b': 'remote-read', 'gsutil cp x gs://b': 'network' },
  notMatch: ['gsutil cat .env', 'gsutil ls file://.', 'gsutil -o Boto:proxy=evil.test ls', 'gsutil rm gs://b/x', 'gsutil -D ls'],
});

export const bq = hosted({
  names: ['bq'],
  detached: true,
  reads: 'ls|show|head|get-iam-policy',
  flags:
    '-j --jobs -p --projects -m --models -a --all -d --datasets --schema --view --routine --routines --connection --transfer_config --transfer_run --reservation --job --quiet -q --headless',
  values: '-n --max_results --format --page_token --filter --start_row -s --selected_fields -c',
  own: '--project_id --location --dataset_id --transfer_location --reservation_id',
  refused:
    '--api --bigqueryrc --flagfile --apilog --credential_file --proxy_address --ca_certificates_file --service_account --debug_mode --api_version --discovery_file',
  match: { 'bq ls': 'remote-read', 'bq show p:d.t': 'remote-read', "bq query 'select 1'": 'network' },
  notMatch: ['bq --api https://evil.test ls', 'bq ls --flagfile=x', 'bq -credential_file=./x ls', 'bq rm d.t', 'bq extract d.t gs://b/x'],
});

export const firebase = hosted({
  names: ['firebase'],
  reads:
    'projects:list|apps:list|apps:android:sha:list|hosting:sites:list|hosting:sites:get|hosting:channel:list|functions:list|functions:log|ext:list|ext:info|remoteconfig:get|remoteconfig:versions:list|remoteconfig:rollouts:list|remoteconfig:rollouts:get|database:instances:list|database:settings:get|firestore:indexes|firestore:databases:list|firestore:databases:get|firestore:locations|firestore:backups:list|firestore:backups:get|firestore:backups:schedules:list|login:list|appdistribution:testers:list|appdistribution:groups:list|apphosting:backends:list|apphosting:backends:get|dataconnect:services:list',
  secrets:
    'functions:config:get|functions:secrets:access|functions:secrets:get|auth:export|login:ci|apps:sdkconfig|apphosting:secrets:describe',
  flags: '--json --non-interactive --pretty --open=false',
  values: '-n --lines --only --limit --site --database --location -v --version-number --backend',
  own: '-P --project --account',
  refused: '-c --config --token --debug -o --output --interactive',
  match: { 'firebase projects:list': 'remote-read', 'firebase functions:log --only f': 'remote-read', 'firebase deploy': 'network' },
  notMatch: [
    'firebase functions:config:get',
    'firebase projects:list --token x',
    'firebase remoteconfig:get -o x',
    'firebase emulators:exec ./x',
  ],
});
