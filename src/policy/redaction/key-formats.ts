/** What a key of one kind looks like. */
export interface KeyFormat {
  readonly kind: string;
  /**
   * Source of a regular expression for the whole key. Either nothing follows what repeats without a bound, or a key cannot begin within
   * that: else long texts would take long.
   */
  readonly pattern: string;
  /** It may stand anywhere; else it begins where a word begins. */
  readonly inside?: true;
}

const key = (kind: string, pattern: string): KeyFormat => ({ kind, pattern });
/** For keys that nothing else looks like. */
const inside = (kind: string, pattern: string): KeyFormat => ({ kind, pattern, inside: true });

/** Keys that are known by their own shape, as their makers document them; the more special first. */
export const KEY_FORMATS: readonly KeyFormat[] = [
  inside('private-key', '-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^]*?(?:-----END [A-Z0-9 ]{0,60}-----|$)'),
  key('age-key', 'AGE-SECRET-KEY-1[0-9A-Z]{50,}'),
  key('aws-access-key', 'A(?:KIA|SIA|BIA|CCA)[A-Z0-9]{16}(?![A-Za-z0-9])'),
  key('aws-bedrock-key', 'ABSK[A-Za-z0-9+/]{100,300}={0,}'),
  key('google-api-key', 'AIza[\\w-]{35}'),
  key('google-oauth-secret', 'GOCSPX-[\\w-]{20,}'),
  key('google-oauth-token', '(?:ya29\\.|1//0)[\\w-]{20,}'),
  inside('azure-storage-key', '(?:Account|SharedAccess)Key=[A-Za-z0-9+/]{40,}={0,2}'),
  inside('azure-sas', 'sig=[A-Za-z0-9%+/]{40,}={0,2}'),
  inside('github-token', 'gh[pousr]_[A-Za-z0-9]{30,}'),
  inside('github-fine-grained-token', 'github_pat_\\w{22,}'),
  key('gitlab-token', 'gl(?:pat|dt|rt|rtr|cbt|ptt|ft|imt|agent|oas|soat|ffct|wt)-[\\w.-]{20,}'),
  key('bitbucket-token', 'ATBB[A-Za-z0-9]{20,}'),
  key('atlassian-token', 'ATATT3[\\w=-]{40,}'),
  key('slack-token', '(?:xox[abceoprs]|xapp)-[A-Za-z0-9.%-]{10,}'),
  inside('slack-webhook', 'hooks\\.slack\\.com/(?:services|workflows|triggers)/[\\w/-]{20,}'),
  key('stripe-key', '(?:[sr]k_(?:live|test)|pk_live)_[A-Za-z0-9]{10,}'),
  key('stripe-webhook-secret', 'whsec_[A-Za-z0-9+/]{20,100}={0,}'),
  key('anthropic-key', 'sk-ant-[\\w-]{16,}'),
  key('openrouter-key', 'sk-or-[\\w-]{20,}'),
  key('openai-key', 'sk-(?:proj|svcacct|admin|None)-[\\w-]{20,300}|sk-[A-Za-z0-9]{32,}'),
  key('groq-key', 'gsk_[A-Za-z0-9]{40,}'),
  key('xai-key', 'xai-[A-Za-z0-9]{60,}'),
  key('perplexity-key', 'pplx-[A-Za-z0-9]{30,}'),
  key('replicate-token', 'r8_[A-Za-z0-9]{30,}'),
  key('huggingface-token', '(?:hf|api_org)_[A-Za-z0-9]{30,}'),
  key('langsmith-key', 'lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}'),
  key('tavily-key', 'tvly-[\\w-]{20,}'),
  key('npm-token', 'npm_[A-Za-z0-9]{36,}'),
  key('pypi-token', 'pypi-AgE[\\w-]{16,}'),
  key('rubygems-key', 'rubygems_[0-9a-f]{48}'),
  key('crates-token', 'cio[A-Za-z0-9]{32}(?![A-Za-z0-9])'),
  key('docker-token', 'dckr_(?:pat|oat)_[\\w-]{20,}'),
  key('artifactory-key', 'AKCp[A-Za-z0-9]{60,}'),
  key('digitalocean-token', 'do[opr]_v1_[0-9a-f]{64}'),
  key('heroku-key', 'HRKU-[\\w-]{30,}'),
  key('twilio-key', 'SK[0-9a-f]{32}(?![A-Za-z0-9])'),
  key('sendgrid-key', 'SG\\.[\\w-]{16,64}\\.[\\w-]{16,}'),
  key('mailgun-key', 'key-[0-9a-f]{32}(?![A-Za-z0-9])'),
  key('brevo-key', 'xkeysib-[0-9a-f]{64}-[A-Za-z0-9]{16}'),
  inside('discord-webhook', '/api/webhooks/[0-9]{5,25}/[\\w-]{50,}'),
  key('shopify-token', 'shp(?:at|ca|pa|ss|ua)_[0-9A-Fa-f]{32}'),
  key('square-token', '(?:sq0[a-z]{3}-[\\w-]{22,60}|EAAA[\\w-]{56,64})'),
  key('facebook-token', 'EAA[A-Za-z0-9]{80,}'),
  key('databricks-token', 'dapi[0-9a-f]{32}(?:-[0-9])?(?![A-Za-z0-9])'),
  key('vault-token', 'hv[sbr]\\.[\\w-]{20,}'),
  key('terraform-token', '[A-Za-z0-9]{14}\\.atlasv1\\.[\\w-]{50,}'),
  key('pulumi-token', 'pul-[0-9a-f]{40}'),
  key('doppler-token', 'dp\\.(?:pt|st|ct|sa|scim|audit)\\.[\\w.-]{30,}'),
  key('linear-key', 'lin_(?:api|oauth)_[A-Za-z0-9]{32,}'),
  key('notion-token', '(?:ntn|secret)_[A-Za-z0-9]{40,}'),
  key('figma-token', 'figd_[\\w-]{20,}'),
  key('airtable-token', 'pat[A-Za-z0-9]{14}\\.[0-9a-f]{64}'),
  key('postman-key', 'PMAK-[0-9a-f]{24}-[0-9a-f]{34}'),
  key('cloudflare-key', '(?:v1\\.0-[0-9a-f]{24}-[0-9a-f]{100,200}|cf(?:ut|at|k)_[\\w-]{30,80})'),
  inside('sentry-dsn', '://[0-9a-f]{32}(?::[0-9a-f]{32})?@'),
  key('sentry-token', 'sntry[su]_[\\w+/=-]{40,}'),
  key('datadog-key', 'ddap[ip]_[A-Za-z0-9]{30,}'),
  key('newrelic-key', 'NR(?:AK|II|IQ|RA|JS|SP|AL)-[\\w-]{19,}'),
  key('grafana-token', 'gl(?:sa|c)_[\\w=+/]{30,}'),
  key('dynatrace-token', 'dt0[a-z]0[0-9]\\.[A-Z0-9]{24}\\.[A-Z0-9]{64}'),
  key('planetscale-token', 'pscale_(?:tkn|pw|oauth)_[\\w.-]{30,}'),
  key('supabase-key', '(?:sbp_[0-9a-f]{40}|sb_secret_[\\w-]{20,80})'),
  key('netlify-token', 'nf[pcou]_[A-Za-z0-9]{36,}'),
  key('fly-token', 'fm[12]_[\\w+/=-]{50,}'),
  key('tailscale-key', 'tskey-[a-z]{2,12}-[\\w-]{16,}'),
  key('circleci-token', 'CCIPAT_\\w{30,}'),
  key('buildkite-token', 'bk[a-z]{2}_[0-9a-f]{40}'),
  key('onepassword-token', 'ops_ey[\\w=+/-]{40,}'),
  key('jwt', '(?<!-)eyJ[\\w-]{8,}\\.[\\w-]{8,}(?:\\.[\\w-]*)?'),
  key('telegram-token', '[0-9]{8,10}:AA[\\w-]{32,34}(?![\\w-])'),
  key('discord-token', '[MNO][A-Za-z0-9_-]{23,27}\\.[\\w-]{6}\\.[\\w-]{27,}'),
  key('mailchimp-key', '[0-9a-f]{32}-us[0-9]{1,2}(?![A-Za-z0-9])'),
  key('mailgun-key', '[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}(?![A-Za-z0-9-])'),
  key('newrelic-key', '[0-9a-f]{36}(?:NRAL|ffff|FFFF)(?![A-Za-z0-9])'),
  key('azure-client-secret', '[\\w~.]{3}[0-9]Q~[\\w~.-]{31,}'),
];
