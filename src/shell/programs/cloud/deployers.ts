import { each } from './command-lists.ts';
import { hosted } from './hosted.ts';

export const vercel = hosted({
  names: ['vercel', 'vc'],
  reads:
    'ls|list|inspect|whoami|domains ls|domains inspect|dns ls|alias ls|certs ls|env ls|env list|project ls|project list|projects ls|project inspect|teams ls|teams list|logs|rolling-release fetch|integration list|target list|cache list',
  secrets: 'env pull|pull|tokens ls|env get',
  flags: '--no-color --json -j --yes -y --follow -f --wait --guidance',
  values: '--limit -n --since --until --environment --meta -m --next -N --status --level --query --format -F --source',
  own: '-S --scope -T --team --project',
  refused: '-t --token -A --local-config -Q --global-config --cwd -d --debug --api',
  match: { 'vercel ls': 'remote-read', 'vercel whoami': 'remote-read', 'vercel env pull .env': 'network' },
  notMatch: [
    'vercel',
    'vercel ls -t x',
    'vercel ls --cwd /tmp/x',
    'vercel rm x',
    'vercel deploy',
    'vercel inspect https://evil.test',
    'vercel dev --help',
  ],
});

export const netlify = hosted({
  names: ['netlify', 'ntl'],
  reads: 'status|sites:list|functions:list|function:list|addons:list|addon:list|teams:list|blobs:list|deploys:list|domains:list',
  secrets: 'env:list|env:get|env:clone|login',
  flags: '--json --verbose --silent',
  values: '--prefix',
  refused: '--auth --debug --filter --config --cwd --http-proxy --http-proxy-certificate-filename',
  match: { 'netlify status': 'remote-read', 'netlify sites:list --json': 'remote-read', 'netlify deploy': 'network' },
  notMatch: ['netlify env:list', 'netlify status --auth x', 'netlify sites:delete x', 'netlify status --http-proxy x'],
});

const HEROKU =
  'apps addons releases domains certs buildpacks access pipelines webhooks features labs members teams spaces ps pg redis keys maintenance stack regions status ci';

export const heroku = hosted({
  names: ['heroku'],
  reads: `${HEROKU.replaceAll(' ', '|')}|apps:info|apps:stacks|apps:errors|info|addons:info|addons:plans|addons:services|domains:info|certs:info|buildpacks:info|buildpacks:search|buildpacks:versions|pipelines:info|pipelines:diff|webhooks:info|webhooks:events|webhooks:events:info|webhooks:deliveries|webhooks:deliveries:info|features:info|labs:info|spaces:info|spaces:ps|spaces:topology|ps:type|ps:autoscale|ci:info|ci:last|pg:info|pg:ps|pg:locks|pg:backups|pg:backups:info|pg:backups:schedules|pg:diagnose|pg:bloat|pg:cache-hit|pg:index-usage|pg:outliers|pg:long-running-queries|pg:vacuum-stats|pg:maintenance|redis:info|logs|auth:whoami|whoami|usage:addons|update:channels`,
  secrets:
    'config|config:get|auth:token|pg:credentials|pg:credentials:url|redis:credentials|drains|pg:backups:url|ci:config|ci:config:get|authorizations|authorizations:info|clients:info|releases:info|certs:key|spaces:vpn:config',
  flags: '--json -j --all -A --tail -t --extended -x --verbose --shell -s --no-color --force-colors',
  values: '-n --num --source --dyno-name -d --dyno -p --process-type --remote',
  own: '-a --app --team --space --pipeline',
  refused: '-r --prompt',
  match: { 'heroku apps': 'remote-read', 'heroku logs -a x --tail': 'remote-read', 'heroku ps:scale web=1': 'network' },
  notMatch: ['heroku config', 'heroku pg:credentials:url', 'heroku run bash', 'heroku apps:destroy x', 'heroku run rake --help'],
});

export const railway = hosted({
  names: ['railway'],
  reads: 'status|list|logs|whoami|deployment list|environment list|volume list|service status|service list',
  secrets: 'variables|variable|variable list|connect',
  flags: '--json -d --deployment -b --build -a --all',
  values: '-n --lines --filter -S --since -U --until',
  own: '-s --service -e --environment -p --project',
  match: { 'railway status': 'remote-read', 'railway up': 'network' },
  notMatch: ['railway variables', 'railway run env', 'railway run env --help', 'railway down'],
});

export const render = hosted({
  names: ['render'],
  reads: `${each('services|deploys|projects|environments|jobs|workspace|workspaces', 'list')}|services|projects|environments|workspaces|workspace current|whoami|logs|services instances`,
  flags: '--tail --confirm',
  values:
    '-o --output -r --resources --limit --start --end --level --type --text --status-code --method --path --host --instance --direction --task-id --task-run-id -e --environment-ids',
  refused: '--workspace-config',
  match: { 'render services -o json': 'remote-read', 'render deploys create x': 'network' },
  notMatch: ['render psql x', 'render ssh x'],
});

export const wrangler = hosted({
  names: ['wrangler'],
  settings: '.env .env.local wrangler.toml wrangler.json wrangler.jsonc',
  reads: [
    each(
      'kv namespace|kv key|r2 bucket|d1|queues|hyperdrive|vectorize|pages project|pages deployment|secret|versions|deployments|workflows|dispatch-namespace|cert|secrets-store store',
      'list',
    ),
    each('d1|r2 bucket|queues|vectorize|workflows', 'info describe get'),
    'whoami|deployments status|deployments view|versions view|kv:namespace list|kv:key list|d1 migrations list|r2 bucket lifecycle list|r2 bucket cors list|r2 bucket domain list',
  ].join('|'),
  secrets: 'hyperdrive get|kv key get|login|auth token',
  flags: '--json --remote --preview',
  values: '--name --namespace-id --binding --prefix --project-name --deployment-id',
  own: '-e --env',
  refused: '-c --config --cwd --env-file --local --persist-to --account',
  loads: true,
  match: {
    'wrangler whoami': 'remote-read',
    'wrangler kv namespace list': 'remote-read',
    'wrangler deploy': 'network',
    'wrangler --version': 'workspace-code',
  },
  notMatch: ['wrangler whoami --env-file x', 'wrangler d1 delete x', 'wrangler dev --help', 'wrangler whoami -c /tmp/x'],
});

export const supabase = hosted({
  names: ['supabase'],
  settings: '.env .env.local supabase/.env supabase/.env.local supabase/config.toml',
  reads: `${each('projects|orgs|organizations|functions|branches|domains|ssl-enforcement|network-restrictions|network-bans|vanity-subdomains|postgres-config|sso|snippets|backups', 'list get')}|migration list|snippets download`,
  secrets: 'projects api-keys|secrets list|status|branches get|encryption get-root-key|login',
  flags: '--create-ticket --experimental --linked',
  values: '-o --output',
  own: '--project-ref',
  refused: '--workdir --network-id --dns-resolver --profile --debug --db-url --password -p',
  loads: true,
  match: { 'supabase projects list': 'remote-read', 'supabase db push': 'network' },
  notMatch: ['supabase projects api-keys', 'supabase db reset', 'supabase projects list --profile x', 'supabase projects delete x'],
});
