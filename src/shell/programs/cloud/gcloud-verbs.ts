/** What the commands of gcloud do, by the first verb of their path; plain words behind it name what it is about. */

const READS =
  /^(list|describe|read|search|lookup|get|log)$|^(list|describe|search)-[a-z0-9-]+$|^get-(?!.*(credential|token|secret|key|password|mount|screenshot|public|kubeconfig|certificate|support))[a-z0-9-]+$/;

/** Words that do something, alone or before a dash: what stands behind them is no verb any more. */
const ACTS =
  /^(abandon|abort|accept|access|ack|acknowledge|activate|add|allow|analyze|apply|approve|asymmetric-decrypt|asymmetric-sign|attach|authorize|bind|browse|build|bulk|call|cancel|cat|change|classify-text|cleanup|clear|clone|complete|config-ssh|configure|connect|copy|cp|create|deactivate|decommission|decrypt|deidentify|delete|demote|deny|deploy|deprecate|destroy|detach|detect|diagnose|disable|drain|drop|edit|enable|encrypt|end|enforce|execute|expand|export|failover|fetch|finish|force|gen|generate|get|grant|group|import|ingest|init|insert|install|instantiate|invalidate|invoke|kill|link|lint|lock|login|logout|mark|merge|migrate|modify|move|mv|open|patch|pause|perform|ping|poll|post|predict|prepare|print|promote|provision|publish|pull|purge|push|put|query|raw-predict|re-encrypt|recognize|rerun|rebase|reboot|recreate|refresh|register|reimage|reinstall|reject|release|reload|remove|rename|render|repair|replace|report|request|reschedule|reset|resize|restart|restore|resume|retry|revert|revoke|rewrap|rm|rollback|rotate|rsync|run|scale|scp|seek|send|set|shift|sign|simulate|skip|snapshot|split|ssh|start|stop|stream|submit|suggest-crop|suspend|swap|switch|switchover|sync|tail|take|terminate|test|train|transfer|trigger|troubleshoot|unbind|undelete|undeploy|undeprecate|uninstall|unlink|unlock|unregister|unset|untag|update|upgrade|upload|use|validate|verify|wait|write)(-|$)/;

/** Groups and programs that begin like one of these. */
const NOUNS = /^(import-jobs|patch-deployments|patch-jobs|print-settings|test-cases|transfer-jobs|release-channels)$/;

/** No groups: they start something, or wait for a person. */
const NEVER = /^(docker|interactive|init|feedback|survey|cloud-shell|meta|kuberun|workstations|emulators|cheat-sheet)$/;

/** `words` of the path belong to a call that only asks. */
export type GcloudKind = { readonly reads: number } | 'secret' | 'other';

const SETTING = /^([a-z_]+\/)?(project|region|zone|account|location|disable_prompts|active_config_name|run\/region|verbosity|format)$/;

/** Takes the plain words of a call, without those for another track of the same commands. */
export function kindOfGcloud(words: readonly string[]): GcloudKind {
  const [group = '', verb = '', name = ''] = words;
  if (NEVER.test(group)) return 'other';
  if (group === 'auth') return verb === 'list' ? { reads: 2 } : 'secret';
  if (group === 'config' && verb !== 'configurations') return readsConfig(verb, name);
  for (const [at, word] of words.entries()) {
    if (at > 0 && READS.test(word)) return { reads: at + 1 };
    if (/credential|token/.test(word) && at > 0) return 'secret';
    if (at > 0 && ACTS.test(word) && !NOUNS.test(word)) return group === 'secrets' && word === 'access' ? 'secret' : 'other';
  }
  return 'other';
}

function readsConfig(verb: string, name: string): GcloudKind {
  if (verb === 'list' && name === '') return { reads: 2 };
  return /^get(-value)?$/.test(verb) && SETTING.test(name) ? { reads: 3 } : 'secret';
}

const REFUSED_OPTION =
  /(^|-)(file|kubeconfig|context|certificate|cert|token|impersonate|endpoint|http|destination|output|directory|dir|url|trace|password|proxy|override|access|host|server|save|download|upload|local|configure|key-file|completions|universe|capture)(-|$)/;

/** Whether an option of a call that only asks may be more than a name, a filter or a form of the answer. */
export function refusesGcloud(name: string): boolean {
  return name !== '-q' && (REFUSED_OPTION.test(name.slice(2)) || !/^--[a-z][a-z0-9-]{2,}$/.test(name));
}
