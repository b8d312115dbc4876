import { each } from './command-lists.ts';
import { hosted } from './hosted.ts';

export const trackers = [
  hosted({
    names: ['jira'],
    settings: '.jira.d/config.yml .jira.d/config.yaml',
    reads: `${each('issue|epic|sprint|board|project|release', 'list ls')}|issue view|issue show|me|serverinfo`,
    flags: '--plain --no-headers --no-truncate --raw --reverse --current --prev --next --table --history --watching -w --csv',
    values:
      '-q --jql -s --status -y --priority -t --type -a --assignee -r --reporter -l --label --created --updated --created-after --created-before --columns --order-by --paginate --state -C --component -P --parent --resolution -R --delimiter',
    own: '-p --project',
    refused: '-c --config --debug --web',
    match: { 'jira issue list -q project=X': 'remote-read', 'jira issue create -t Bug': 'network' },
    notMatch: ['jira issue list -c /tmp/x', 'jira issue delete X-1', 'jira open X-1'],
  }),
  hosted({
    names: ['linear'],
    settings: '.linear.toml linear.toml .config/linear.toml .env',
    reads: `${each('issue|team|project|project-update|cycle|milestone|initiative|initiative-update|document|label', 'list view')}|issue id|issue title|issue describe|issue mine|team members|team id|issue comment list`,
    secrets: 'auth|auth token|config',
    flags: '--json -A --all-assignees -U --unassigned --no-pager --no-comments --all',
    values: '-s --state --sort --assignee --limit --project --cycle --milestone --label --status',
    own: '--team -w --workspace',
    refused: '-a --app --web',
    match: { 'linear issue list': 'remote-read', 'linear issue create -t x': 'network' },
    notMatch: ['linear issue view X-1 --web', 'linear issue delete X-1', 'linear auth token'],
  }),
] as const;

export const cloudflared = hosted({
  names: ['cloudflared'],
  detached: true,
  reads:
    'tunnel list|tunnel info|tunnel ready|tunnel route ip list|tunnel route ip show|tunnel route ip get|tunnel vnet list|tunnel route lb list',
  secrets: 'tunnel token|access token|access login|tunnel login|login',
  flags: '-d --show-deleted -i --invert-sort -r --show-recently-disconnected --id',
  values: '-n --name -o --output -s --sort-by --when --prefix',
  refused:
    '--config --origincert --credentials-file --cred-file --api-url --api-ca-key --region --logfile --log-directory --loglevel --pidfile',
  match: { 'cloudflared tunnel list': 'remote-read', 'cloudflared --version': 'read-only', 'cloudflared tunnel create x': 'network' },
  notMatch: [
    'cloudflared tunnel token x',
    'cloudflared tunnel list --config x',
    'cloudflared tunnel list -origincert=./x',
    'cloudflared tunnel delete x',
    'cloudflared access token x',
    'cloudflared tunnel run --help',
  ],
});

export const ngrok = hosted({
  names: ['ngrok'],
  reads: each(
    'api endpoints|api tunnels|api tunnel-sessions|api reserved-domains|api reserved-addrs|api ip-policies|api ip-policy-rules|api ip-restrictions|api edges https|api edges tcp|api edges tls|api abuse-reports|api event-destinations|api agent-ingresses|api certificate-authorities|api tls-certificates',
    'list get',
  ),
  secrets: 'config|api credentials|api api-keys|api ssh-credentials|authtoken',
  flags: '--log=false',
  values: '--limit --before-id',
  refused: '--config --api-key --authtoken --log --log-level --log-format --url --inspect-db-size',
  match: { 'ngrok api endpoints list': 'remote-read', 'ngrok http 80': 'network' },
  notMatch: ['ngrok api endpoints list --config x', 'ngrok api api-keys list', 'ngrok api endpoints delete x', 'ngrok start --help'],
});
