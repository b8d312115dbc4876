import path from 'node:path';
import { ownPlaces } from '../../config/own.ts';
import type { Config } from '../../config.ts';
import type { Action, Verdict } from '../../policy/action.ts';
import { createExaminer } from '../../policy/examine.ts';
import { otherAction } from '../../policy/other-action.ts';
import { redact } from '../../policy/redaction/redact.ts';
import { localWorld } from '../../policy/world.ts';
import { rulesOf } from '../../rooms/rules.ts';
import { searchPathOf } from '../../shell/process/environment.ts';
import { visible } from '../../shell/visible.ts';
import type { Told } from './host.ts';
import type { Intent } from './intent.ts';
import type { Payload } from './payload.ts';
import { readOtherwise } from './shells.ts';

export interface CallPlace {
  readonly config: Config;
  /** Absolute and real. */
  readonly workspace: string;
  /** The address of a file in the directory of the bundle, or of `main.ts`. */
  readonly program: string;
  /** The agent, as rules name it. */
  readonly agent: string;
  /** What the agent gives commands to. */
  readonly shell: string;
}

/** Characters of a reason. */
const LONGEST_REASON = 1_000;
const STRICTNESS = ['allow', 'ask', 'deny'] as const;

type Brief = Pick<Verdict, 'decision' | 'reason' | 'change'>;

/** Judges everything that a call would do by the gate's own rules; the strictest answer is that of the call. */
export function judgeCall(intents: readonly Intent[] | undefined, payload: Payload, place: CallPlace): Told {
  if (intents?.every((intent) => intent.do === 'nothing') === true) return { decision: 'pass', reason: '' };
  const verdicts = intents === undefined || intents.length === 0 ? [unknown(payload, place.config)] : judgeAll(intents, payload, place);
  const { decision, reason, change } = verdicts.reduce((one, other) => (strictness(other) > strictness(one) ? other : one));
  // What would change an `ask` speaks of questions that are kept, and a hook keeps none.
  const text = visible(redact(change === undefined || decision === 'ask' ? `${reason}.` : `${reason}. ${change}`).text);
  return { decision, reason: text.slice(0, LONGEST_REASON) };
}

const strictness = ({ decision }: Brief): number => STRICTNESS.indexOf(decision);

function unknown({ tool }: Payload, { access }: Config): Brief {
  const reason = `what this call of the tool ${JSON.stringify(tool)} would do is not known here`;
  return access === 'read-only' ? { decision: 'deny', reason: `${reason}, and access is read-only` } : { decision: 'ask', reason };
}

function judgeAll(intents: readonly Intent[], { tool, cwd }: Payload, { config, workspace, program, agent, shell }: CallPlace): Brief[] {
  const { access, preset, home, inherited } = config;
  const rules = rulesOf(config, workspace, () => {});
  // What may stop a command is looked at below, for the shell that it really goes to.
  const bash = () => ({ path: '', major: Number.POSITIVE_INFINITY });
  const world = localWorld(searchPathOf(definedOf(inherited)), home);
  const examine = createExaminer({ ...ownPlaces(config, program), workspace, access, preset, bash, world, rules });

  const judge = (intent: Intent): Brief => {
    const action = actionOf(intent, { tool, agent, cwd, access });
    if (action.kind === 'session') return { decision: 'allow', reason: '' };
    if (action.kind === 'command') {
      const examined = examine({ command: action.command, cwd: action.cwd, access, grants: [] });
      const why = examined.refused || examined.verdict.decision !== 'allow' ? undefined : readOtherwise(examined.analysis, shell);
      return why === undefined ? examined.verdict : { decision: 'ask', reason: why };
    }
    const other = otherAction(action);
    if (!other.ok) return { decision: 'deny', ...other };
    return examine({ command: other.command, cwd, access, grants: [], decide: other.decide }).verdict;
  };
  const verdicts = intents.map(judge);
  const broken = rules().problems.find(({ kind }) => kind === 'malformed' || kind === 'unreadable');
  // Its `deny` and `ask` are not known, and this process remembers none that held before.
  return broken === undefined ? verdicts : [...verdicts, { decision: 'ask', reason: `a file of rules does not count: ${broken.message}` }];
}

interface Asker {
  readonly tool: string;
  readonly agent: string;
  readonly cwd: string;
  readonly access: Config['access'];
}

function actionOf(intent: Intent, { agent, ...asker }: Asker): Action {
  switch (intent.do) {
    case 'command':
      return { kind: 'command', command: intent.command, ...asker, cwd: path.resolve(asker.cwd, intent.cwd ?? '.') };
    case 'read':
      return { kind: 'path', use: 'read', path: intent.path, ...asker };
    case 'list':
      return { kind: 'path', use: 'read', path: intent.path, plain: true, ...asker };
    case 'write':
      return { kind: 'path', use: 'write', path: intent.path, text: intent.text, ...asker };
    case 'fetch':
      return { kind: 'fetch', url: intent.url, ...asker };
    case 'delegate':
      return { kind: 'delegate', agent, objective: intent.objective, ...asker };
    case 'tool':
      return { kind: 'tool', server: intent.server, name: intent.name, arguments: intent.arguments, ...asker };
    case 'nothing':
      return { kind: 'session', tool: asker.tool };
  }
}

function definedOf(env: Config['inherited']): Record<string, string> {
  return { PATH: env['PATH'] ?? '' };
}
