import type { Word } from '../../analysis.ts';
import { effects, networkFact } from '../effects.ts';
import { optionTable, scan } from '../options.ts';
import { each } from './command-lists.ts';
import { hosted } from './hosted.ts';
import { credentials } from './traffic.ts';

/** What the management interface shows without the secrets of applications and connections. */
const SHOWN =
  /^(users|users-by-email|roles|organizations|logs|stats|jobs|rules|grants|client-grants|custom-domains|attack-protection|branding|prompts|user-blocks|tenants)(\/[\w@.:|%-]+)*(\?[\w=&.:@%*-]*)?$/;
const SECRET_PART = /authentication-methods|authenticators|refresh-tokens|sessions|enrollments/;

const asked = optionTable({ flags: '--json --json-compact --no-color --no-input', values: '-q --query --tenant' });

/** `api [get] PATH`; data makes it a POST. */
function api(args: readonly Word[], words: number) {
  const { operands, options, unknown, doubtful } = scan(args, asked);
  const [first, second] = operands;
  const gets = /^get$/i.test(first?.value ?? '');
  const path = gets ? second : first;
  const known = { facts: [networkFact('auth0', 'unknown')] };
  const plain = operands.length === (gets ? 2 : 1) && unknown === undefined && doubtful === undefined;
  const files = options.some(({ value }) => value?.value.startsWith('@'));
  if (!plain || files || path?.kind !== 'static') return effects('network', { none: 'it can send anything to the service' }, known);
  if (!SHOWN.test(path.value) || SECRET_PART.test(path.value)) return credentials('auth0', 'api');
  const elsewhere = options.some(({ name }) => name === '--tenant');
  return effects('remote-read', elsewhere ? { none: 'it asks another tenant' } : { words }, known);
}

const ATTACKS = ['attack-protection', 'protection', 'ap']
  .flatMap((group) =>
    'breached-password-detection bpd brute-force-protection bfp suspicious-ip-throttling sit bot-detection bd'
      .split(' ')
      .map((part) => `${group} ${part} show`),
  )
  .join('|');

export const auth0 = hosted({
  names: ['auth0'],
  reads: [
    each(
      'apps|clients|apis|resource-servers|users|roles|rules|actions|orgs|organizations|domains|custom-domains|event-streams|network-acl|universal-login prompts|user-attribute-profiles|token-exchange|flows|forms',
      'list ls show',
    ),
    each(
      'apis scopes|roles permissions|users roles|users blocks|orgs members|orgs roles|orgs roles members|orgs invitations|quickstarts|qs|tenants|logs|log-streams|logs streams|actions versions|rules',
      'list ls',
    ),
    each('universal-login|ul|universal-login templates|ul templates|email templates|branding|branding templates', 'show list'),
    'users search|users search-by-email|actions diff|logs tail|event-streams stats|event-streams deliveries list|event-streams deliveries show|users roles show|roles permissions show|orgs invitations show',
    ATTACKS,
  ].join('|'),
  secrets: 'email provider show|log-streams show|logs streams show|phone provider show|test token|login|token',
  flags: '--json --json-compact --csv --no-color --no-input',
  values: '-q --query -s --sort -n --number -f --filter -p --picker --from --include-totals --page --per-page --type',
  own: '--tenant',
  refused: '-r --reveal-secrets --debug --force',
  more: { api },
  match: {
    'auth0 apps list': 'remote-read',
    'auth0 --tenant t apps list': 'remote-read',
    'auth0 api get users -q search_engine:v3': 'remote-read',
    'auth0 apps delete x': 'network',
  },
  notMatch: [
    'auth0 apps show x --reveal-secrets',
    'auth0 api get clients',
    'auth0 api post users --data x',
    'auth0 apps list --debug',
    'auth0 test token',
  ],
});
