import { notProven } from '../effects.ts';
import { withHelp } from '../packages/help.ts';
import type { Program } from '../program.ts';
import { tree } from '../subcommands.ts';
import { changes, credential, deletes, read } from './forge-rules.ts';

const glabRead = read(
  'glab',
  '.git/glab-cli/config.yml .glab-cli/config.yml',
  '-A -M -c -d --all --closed --merged --opened --draft --not-draft --mine --comments --system-logs --resolved --unresolved --raw --with-job-details --live --compact --include-sub-groups --membership --owned --starred --archived',
  '-P -p -F -o -S -s --page --per-page --output --output-format --order --sort --search --status --ref --source --sha --author --assignee --reviewer --label --not-label ' +
    '--milestone --source-branch --target-branch --created-after --created-before --updated-after --updated-before --iid --scope --issue-type --epic --pipeline-id --branch --color --username --orderby',
);

const glab = tree({
  names: ['glab'],
  globals: { flags: '--version -v -h --help' },
  commands: {
    'mr list|mr ls|mr view|mr show|mr diff|mr approvers|mr issues|issue list|issue ls|issue view|issue show|issue board view|incident list|incident view|ci list|ci get|ci status|ci trace|pipeline list|pipeline get|pipeline status|pipeline trace|pipe list|repo list|repo ls|repo view|repo search|repo contributors|project list|project view|project search|release list|release ls|release view|label list|label ls|milestone list|milestone get|snippet list|iteration list|schedule list|schedule ls|deploy-key list|deploy-key get|ssh-key list|gpg-key list|cluster agent list|user events|runner list|job list|changelog generate|check-update':
      glabRead,
    'auth|auth login|auth status|token|token list|variable|variable list|variable get|variable export|securefile|config|config get|ssh-key|gpg-key':
      credential('glab'),
    'mr delete|issue delete|repo delete|project delete|release delete|label delete|ci delete|pipeline delete|snippet delete|schedule delete|milestone delete':
      deletes('glab'),
    'mr|issue|incident|ci|pipeline|pipe|repo|project|release|label|milestone|snippet|iteration|schedule|deploy-key|cluster|user|runner|job|changelog|stack|duo|api|work-items|opentofu':
      changes('glab'),
    'alias list|completion|version|help': { values: '-s --shell', operands: 'text' },
    alias: { class: 'control-write', operands: 'text', lenient: true, noPrefix: 'it changes what glab runs' },
  },
  bare: { flags: '--version -v -h --help', operands: 'text' },
  other: () => notProven('an unknown sub-command of glab may be an alias'),
  match: {},
  notMatch: [],
});

const teaRead = read(
  'tea',
  undefined,
  '--comments',
  '-p --page --limit --lm -o --output --state --fields -f --keyword -k --labels -L --milestones -m --author -A --assignee -a --kind -K',
);

const tea = tree({
  names: ['tea'],
  globals: { flags: '--version -v -h --help' },
  commands: {
    'issues list|issues ls|issue list|pulls list|pulls ls|pull list|pr list|labels list|milestones list|releases list|releases ls|repos list|repos ls|repos search|branches list|orgs list|notifications list':
      teaRead,
    'login|logins|logout|admin': credential('tea'),
    'issues|issue|pulls|pull|pr|labels|milestones|releases|release|repos|repo|branches|orgs|notifications|times|comment|open|clone|webhooks|actions':
      changes('tea'),
  },
  bare: { flags: '--version -v -h --help', operands: 'text' },
  other: () => notProven('an unknown sub-command of tea'),
  match: {},
  notMatch: [],
});

const hubRead = read(
  'hub',
  undefined,
  '-^ --sort-ascending --color --include-drafts --exclude-prereleases',
  '-L -s -f -o -a -l -M -d --limit --state --format --assignee --labels --milestone --since',
);

/** What it does not know it hands to git, whose aliases and hooks are then run. */
const hub = tree({
  names: ['hub'],
  globals: { flags: '' },
  commands: {
    'issue labels|pr list|pr show|release show|ci-status|gist show': hubRead,
    'api|browse|compare|create|delete|fork|gist|issue|pr|pull-request|release|sync': changes('hub', {
      noPrefix: 'it acts on the service in your name',
    }),
  },
  bare: { operands: 'text', flags: '--help' },
  other: () => notProven('it hands to git what it does not know'),
  match: {},
  notMatch: [],
});

export const otherForges: readonly Program[] = [
  {
    ...withHelp(glab, 3),
    match: { 'glab mr list -P 5': 'remote-read', 'glab mr create -t x': 'network', 'glab --version': 'read-only' },
    notMatch: [
      'glab mr list -R evil.test/o/r',
      'glab mr list -S -R evil.test/o/r',
      'glab mr view https://evil.test/o/r/-/merge_requests/1',
      'glab variable get X',
      'glab auth status -t',
      'glab repo delete x',
      'glab frob',
    ],
  },
  {
    ...withHelp(tea, 2),
    match: { 'tea issues list --state open': 'remote-read', 'tea pulls create': 'network' },
    notMatch: ['tea issues list --login other', 'tea login list', 'tea issues list --remote evil', 'tea frob'],
  },
  {
    ...hub,
    match: { 'hub pr list -s open': 'remote-read', 'hub pr merge 1': 'network' },
    notMatch: ['hub status', 'hub api graphql', 'hub alias', 'hub pr list -R evil.test/o/r'],
  },
];
