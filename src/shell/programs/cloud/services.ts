import { each } from './command-lists.ts';
import { hosted } from './hosted.ts';

const STRIPE =
  'charges|customers|payment_intents|setup_intents|payment_methods|subscriptions|subscription_items|subscription_schedules|invoices|invoiceitems|credit_notes|products|prices|plans|coupons|promotion_codes|events|balance_transactions|payouts|refunds|disputes|tax_rates|transfers|accounts|webhook_endpoints|files|checkout sessions|quotes|payment_links|topups|reviews';

export const stripe = hosted({
  names: ['stripe'],
  reads: `get|status|logs tail|balance retrieve|${each(STRIPE, 'list retrieve search')}`,
  secrets: 'config|login',
  flags: '--no-color --show-headers -s --verbose',
  values:
    '--limit -d --data -e --expand -v --stripe-version -a --starting-after -b --ending-before --color --format --query --customer --status --type',
  own: '-p --project-name --stripe-account',
  refused: '--api-key --api-base --config --live --device-name -c --confirm',
  match: { 'stripe customers list --limit 3': 'remote-read', 'stripe get ch_123': 'remote-read', 'stripe trigger x.y': 'network' },
  notMatch: [
    'stripe config --list',
    'stripe get x --api-base https://evil.test',
    'stripe customers delete x',
    'stripe charges list --live',
  ],
});

const TWILIO = ['messages', 'calls', 'conferences', 'incoming-phone-numbers', 'queues', 'recordings', 'usage:records'];

export const twilio = hosted({
  names: ['twilio'],
  reads: `phone-numbers:list|profiles:list|debugger:logs:list|plugins:available|${TWILIO.map((group) => `api:core:${group}:list|api:core:${group}:fetch`).join('|')}`,
  secrets: 'config:list|login',
  flags: '--no-header --no-limit',
  values: '-o --output --properties --limit --sid --start-date --end-date --log-level -l --status --from --to --page-size --streaming',
  own: '-p --profile --account-sid',
  match: {
    'twilio phone-numbers:list': 'remote-read',
    'twilio api:core:messages:list --limit 5': 'remote-read',
    'twilio api:core:messages:create': 'network',
  },
  notMatch: ['twilio api:core:accounts:fetch', 'twilio config:list', 'twilio api:core:messages:remove --sid x'],
});

export const sentry = hosted({
  names: ['sentry-cli'],
  settings: '.sentryclirc .env sentry.properties',
  reads:
    'info|organizations list|projects list|releases list|releases info|releases deploys list|deploys list|issues list|events list|monitors list|repos list|logs list',
  secrets: 'login',
  flags: '--quiet --silent -D --delimiter --show-projects --show-commits -P --raw --no-environ --all --resolved --muted -a -u',
  values: '-s --status -i --id --max-rows --pages --query --log-level -R --raw-delimiter',
  own: '-o --org -p --project',
  refused: '--url --auth-token --api-key --header --config-status-json',
  match: { 'sentry-cli releases list': 'remote-read', 'sentry-cli releases new x': 'network' },
  notMatch: ['sentry-cli info --url https://evil.test', 'sentry-cli releases delete x', 'sentry-cli send-event -m x'],
});

export const datadog = hosted({
  names: ['datadog-ci'],
  loads: true,
  match: { 'datadog-ci version': 'workspace-code', 'datadog-ci junit upload x': 'network' },
  notMatch: ['datadog-ci synthetics run-tests', 'datadog-ci lambda uninstall -f x'],
});

export const circleci = hosted({
  names: ['circleci'],
  reads:
    'orb list|orb info|orb source|orb list-categories|pipeline list|project list|namespace list|context list|context show|runner instance list|runner resource-class list|runner token list|policy fetch|policy logs|policy settings|diagnostic|info org|trigger list|project secret list',
  secrets: 'setup|runner token create',
  flags: '--uncertified -u --details -d --json --skip-update-check --debug=false --no-prompt',
  values: '--sort --org-id --owner-id --status --after --before --branch --project-slug',
  refused: '--host --endpoint --token --debug --github-api --out --mock-telemetry',
  match: {
    'circleci orb list org/x': 'remote-read',
    'circleci diagnostic': 'remote-read',
    'circleci config validate .circleci/config.yml': 'network',
  },
  notMatch: [
    'circleci orb list --host https://evil.test',
    'circleci local execute x',
    'circleci orb publish x y',
    'circleci context delete x y',
  ],
});

export const travis = hosted({
  names: ['travis'],
  reads: 'status|history|logs|show|branches|requests|repos|whoami|accounts|sshkey|cache|env list',
  secrets: 'token|settings|login',
  flags: '--pro --org --no-explode --skip-version-check -i --no-interactive --all -a --date -d --committer -c --no-stream',
  values: '-b --branch -l --limit -p --pull-request -n --number',
  own: '-r --repo',
  refused:
    '-I --insecure -e --api-endpoint -X --enterprise -t --token --debug --debug-http --delete -f --force --adapter --match --staging -s --store-repo -R',
  match: { 'travis status': 'remote-read', 'travis history --limit 5': 'remote-read', 'travis restart 1': 'network' },
  notMatch: ['travis token', 'travis status -e https://evil.test', 'travis cache --delete', 'travis setup npm'],
});
