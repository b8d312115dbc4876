import { passes, searchPathOf } from './environment.ts';
import { MARKER } from './marker.ts';

/** Who and where the user is, and how the network is reached. Where a session's sockets lie (XDG_RUNTIME_DIR) is not among it. */
const COMMON = [
  ...['HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'TZ', 'TMPDIR'],
  ...['XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_STATE_HOME', 'XDG_CACHE_HOME'],
  ...['http_proxy', 'https_proxy', 'no_proxy', 'all_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY'],
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS'],
] as const;

const LOCALE = /^LC_[A-Z]+$/;

export interface AgentEnvironment {
  /** The environment of the user's login. */
  readonly login: Readonly<Record<string, string>>;
  /** What of it this agent may see beside the common names, e.g. the key of its provider. */
  readonly names: readonly string[];
  /** Set by how it is started, whatever the login says. */
  readonly set: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly taskId: string;
}

/**
 * Takes what an agent is to know; returns the whole environment it runs in, made name by name. Of ours nothing is in it but the mark of
 * its task: a token would be readable in /proc by whoever runs as the user.
 */
export function agentEnvironment({ login, names, set, cwd, taskId }: AgentEnvironment): Record<string, string> {
  const wanted = new Set([...COMMON, ...names]);
  const passed = Object.entries(login).filter(([name, value]) => (wanted.has(name) || LOCALE.test(name)) && passes(name, value));
  const added = Object.entries(set).filter(([name]) => !name.startsWith('BAILIWICK_'));
  return {
    ...Object.fromEntries(passed),
    PATH: searchPathOf(login),
    PWD: cwd,
    TERM: 'dumb',
    NO_COLOR: '1',
    ...Object.fromEntries(added),
    [MARKER]: taskId,
  };
}
