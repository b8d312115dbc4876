import type { Confinement, Starter } from '../../shell/process/starter.ts';
import { visible } from '../../shell/visible.ts';
import type { AgentEntry } from '../catalogue/entry.ts';
import type { FoundAgent } from './find-agent.ts';

/** Milliseconds; the slowest that is known takes three seconds when the disk is cold. */
const LIMIT_MS = 10_000;
const LONGEST_OUTPUT = 65_536;
const LONGEST_VERSION = 100;

export interface VersionProbe {
  readonly starter: Pick<Starter, 'agent'>;
  /** The whole environment of the program. */
  readonly env: Readonly<Record<string, string>>;
  readonly within: Confinement;
  /** Milliseconds until it is ended; 10,000 when absent. */
  readonly limitMs?: number;
}

/**
 * Takes an agent as it was found; starts it and returns what it says is its version, `undefined` when it does not say. A program can say
 * what it likes: this is for people, nothing is allowed by it. Never rejects.
 */
export async function versionOf(
  { executable }: Pick<FoundAgent, 'executable'>,
  { version }: Pick<AgentEntry, 'version'>,
  { starter, env, within, limitMs = LIMIT_MS }: VersionProbe,
): Promise<string | undefined> {
  // Not in the workspace: the question is for the program, not for what a repository tells it.
  const agent = starter.agent({ argv: [executable, ...version.args], cwd: '/', env }, within);
  const end = (): void => void agent.stop({ force: true });
  const timer = setTimeout(end, limitMs);
  let text = '';
  agent.stdout.setEncoding('utf8');
  agent.stdout.on('data', (chunk: string) => {
    text += chunk.slice(0, LONGEST_OUTPUT - text.length);
    if (text.length === LONGEST_OUTPUT) end();
  });
  const read = new Promise<void>((resolve) => agent.stdout.once('close', resolve));
  agent.stdin.end();
  await Promise.all([agent.done, read]);
  clearTimeout(timer);
  const said = version.pattern.exec(text)?.[1];
  return said === undefined ? undefined : visible(said).slice(0, LONGEST_VERSION);
}
