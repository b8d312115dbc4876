/** What the commands of az do, by the words of their path: they all end in a verb, and take no plain words behind it. */

const READS =
  /(^| )((list|show|exists|summarize|version|usage|stats|peek)|(list|show|query-by|list-by|show-by)-[a-z0-9-]+|get-[a-z0-9-]+|check-(name|name-availability|name-exists|availability|dns|ip-address|custom-domain|quota-availability|trial-availability))$|^(monitor (log-analytics|app-insights) query|graph query|boards query|acr query|container logs|webapp log tail|functionapp log tail|iot hub query|storage entity query|policy state summarize|ad signed-in-user show|containerapp logs show|ad app permission list|resource search)$/;

/** Its answer holds keys, passwords, tokens, settings of programs, or addresses that stand for one. */
const SECRETS =
  /(^|[ -])(?<!keyvault )keys?( |$)|(^|[ -])(?<!keyvault )(secrets?|secretvalue|credentials?|tokens?|passwords?|kubeconfig|appsettings|publishing|payload|auth|uris?|urls?|sas|ike-sas)([ -]|$)|connection-(strings?|info)|shared-key|^keyvault secret (?!list$|list-versions$|get-versions$|list-deleted$)|admin-key|device-identity|module-identity|enrollment|device-registration|authorization-key|config-script|remote-desktop-file|sso-detail|data-plane-access|test-endpoint|config backup|storage-account list$|^config |^account get-|^login|cd-url/;

/** They start other programs, write files, or talk to a place that an option names. */
const NEVER =
  /^(arcdata|arcappliance|aks (command|check-acr)|automanage|backup recoveryconfig|bicep|communication|confcom|connectedk8s|datamigration|devcenter dev|dls|extension|feedback|find|grafana|hack|init|interactive|iot|ml (computetarget|service|pipeline|run|experiment|folder)|orbital|rest|self-test|sentinel|sphere|sql mi-arc|sql midb-arc|ssh|upgrade)( |$)|(^| )(get-mirroring-cert|get-settings|show-runs|check-health)$|^storage message get$/;

const DELETES = /^(delete|remove|purge|destroy|uninstall|terminate|deregister)/;

/** What a call does. */
export type AzKind = 'secret' | 'read' | 'other' | 'never';

/** Takes the path of a call, its words joined by blanks. */
export function kindOfAz(path: string): AzKind {
  if (path === 'account list-locations' || /^ad (sp|app) credential list$/.test(path)) return 'read';
  if (SECRETS.test(path)) return 'secret';
  if (NEVER.test(path)) return 'never';
  return READS.test(path) && !path.split(' ').some((word) => DELETES.test(word)) ? 'read' : 'other';
}

const PLAIN_OPTION =
  /^--(next|skip|continuation)-?token$|^--(partition|row)-key$|^--[a-z-]*(endpoint|server|domain|host|file-system|share|key|secret|url|token|dir|vault|certificate)-(name|id|type|group|group-name)$|^--key(-name)?$/;
const REFUSED_WORDS =
  'file filepath dir directory folder dest destination endpoint url uri suffix token sas password secrets? string proxy debug open expand keys? base login identity context attrib resolve url-connection host server-uri cert'.split(
    ' ',
  );
const REFUSED_OPTION = new RegExp(`(^|-)(${REFUSED_WORDS.join('|')})(-|$)`);
/** The beginnings of `--connection-string` and its like. */
const CONNECTION = /(^|-)conn/;

/** Whether an option of a call that only asks may be more than a name, a filter or a form of the answer. */
export function refusesAz(name: string): boolean {
  if (PLAIN_OPTION.test(name)) return false;
  if (!name.startsWith('--')) return REFUSED_OPTION.test(name.slice(2));
  // A long option may be given by its beginning: `--blob-end` for `--blob-endpoint`.
  const last = name.slice(name.lastIndexOf('-') + 1);
  const shortened = !/^(id|server)$/.test(last) && REFUSED_WORDS.some((word) => word.startsWith(last));
  return shortened || REFUSED_OPTION.test(name.slice(2)) || CONNECTION.test(name.slice(2)) || /^--.$/.test(name);
}
