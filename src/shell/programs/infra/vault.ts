import { networkFact, notProven } from '../effects.ts';
import type { Program } from '../program.ts';
import type { Subcommand } from '../subcommands.ts';
import { client } from './client.ts';

export const secret =
  (what: string): Subcommand =>
  () =>
    notProven('it shows or handles secrets', { facts: [networkFact(what, 'unknown'), { kind: 'credential_access', what }] });

/** They change which server is asked, and as whom, or show the token in a line for another program. */
export const ELSEWHERE =
  '-address -agent-address -ca-cert -ca-path -ca-file -client-cert -client-key -tls-server-name -tls-skip-verify -header -wrap-ttl -mfa -output-curl-string -output-policy -unlock-key -policy-override -token -token-file -http-addr -grpc-addr -config -config-file';

/** Vault: a secret that is read is no plain read. Each option is `-name` and `--name` alike, behind the verb. */
export const vault: Program = client({
  names: ['vault', 'bao'],
  local: 'version',
  reads:
    'status|kv list|kv metadata get|list|secrets list|auth list|audit list|policy list|policy read|lease lookup|token capabilities|namespace list|namespace lookup|plugin list|plugin info|path-help|operator members|operator key-status|operator raft list-peers|operator raft autopilot state|version-history',
  more: {
    'read|kv get|unwrap|token|token lookup|token create|login|print|print token|operator|write|ssh|kv|agent|proxy|server|debug|monitor|events':
      secret('vault'),
  },
  deletes:
    'delete|kv delete|kv destroy|kv metadata delete|secrets disable|auth disable|audit disable|policy delete|lease revoke|token revoke|namespace delete|plugin deregister',
  options: {
    style: 'single-dash',
    flags: '-detailed -non-interactive',
    values: '-format -field -mount -namespace -ns',
    refused: ELSEWHERE,
  },
  help: '-help --help -h',
  match: {
    'vault status': 'remote-read',
    'vault kv list -mount=secret x': 'remote-read',
    'vault policy list': 'remote-read',
    'vault version': 'read-only',
  },
  notMatch: [
    'vault read secret/x',
    'vault kv get secret/x',
    'vault token lookup',
    'vault print token',
    'vault status -address=https://evil.test',
    'vault status --address https://evil.test',
    'vault kv list -output-curl-string x',
    'vault secrets disable x',
    'vault delete x',
    'vault write x y=z',
    'vault kv put x y=z',
    'vault operator unseal',
  ],
});
