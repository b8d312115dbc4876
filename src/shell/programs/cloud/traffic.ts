import type { Effects, Fact, Word } from '../../analysis.ts';
import { danger, effects, networkFact, notProven } from '../effects.ts';

const DELETES = /^(delete|remove|rm|rb|destroy|purge|uninstall|rollback|terminate|deregister)(-|:|$)|:(delete|remove|destroy)$/;
const SECRETS = /secret|token|key|password|credential|login|auth|connection-string|kubeconfig/;
const FILES =
  /^@|^file:|=@|^--(account|impersonate|configuration|project-config|kubeconfig|kube-|cloud|endpoint|registry-config|post-renderer|flags-file)/;

/** Facts of whatever a client of a hosted service does. `path`: the words that name it; `secret`: it prints credentials. */
function trafficFacts(name: string, path: string, secret: boolean): readonly Fact[] {
  return [networkFact(name, 'unknown'), ...(secret ? [{ kind: 'credential_access', what: `${name} ${path}` } as const] : [])];
}

/** Prints credentials, or what stands for them. */
export function credentials(name: string, path: string): Effects {
  return effects('network', { none: 'it handles credentials' }, { facts: trafficFacts(name, path, true) });
}

/** Whatever is not known to only ask: `network`, with what the words of its path tell. */
export function traffic(name: string, args: readonly Word[]): Effects {
  const path: string[] = [];
  for (const word of args) {
    if (word.kind !== 'static' || !/^[a-z][a-z0-9:-]*$/.test(word.value) || path.length === 6) break;
    path.push(word.value);
  }
  const deletes = path.some((word) => DELETES.test(word));
  const secret = SECRETS.test(path.slice(0, 3).join(' ')) || (path[0] === 'config' && path[1] !== 'set');
  const facts = [...trafficFacts(name, path.slice(0, 3).join(' '), secret), ...(deletes ? [danger('remote deletion')] : [])];
  if (args.some((word) => word.kind !== 'static' || FILES.test(word.value)))
    return notProven('a word that is only known when it runs, or that reads a file', { facts });
  if (deletes || secret || path.length < 2)
    return effects('network', { none: 'it deletes on the other side, or handles credentials' }, { facts });
  return effects('network', { words: 2 }, { facts });
}
