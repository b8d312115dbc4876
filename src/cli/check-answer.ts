import type { Readable, Writable } from 'node:stream';
import type { Arguments } from '../config/arguments.ts';
import { ownPlaces } from '../config/own.ts';
import type { Config } from '../config.ts';
import type { Decision } from '../policy/action.ts';
import { createExaminer, type Examined, type Refused } from '../policy/examine.ts';
import { refusal } from '../policy/verdicts.ts';
import { localWorld } from '../policy/world.ts';
import { rulesOf } from '../rooms/rules.ts';
import { describeError } from '../shell/describe-error.ts';
import { type Bash, findBash } from '../shell/process/bash.ts';
import { batchWorld } from './batch-world.ts';
import { checkBatch, written } from './check-batch.ts';
import { verdictJson } from './check-json.ts';
import { checkText, explainText, type Screen } from './explain-text.ts';

const EXIT_CODES: Readonly<Record<Decision, number>> = { allow: 0, ask: 1, deny: 2 };
const NOT_ALL_ANSWERED = 1;

export interface Checking {
  readonly given: Arguments;
  readonly config: Config;
  /** The address of a source file beside `main.ts`, or of the bundle. */
  readonly program: string;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly screen: Screen;
  readonly log: (line: string) => void;
}

export interface Answering extends Checking {
  /** Absolute and real, as the directory that commands would start in. */
  readonly workspace: string;
  readonly cwd: string;
  /** The PATH that commands would run with. */
  readonly searchPath: string;
}

/** Judges what is asked about, writes the answer, and returns the exit code. */
export async function answer(answering: Answering): Promise<number> {
  const { given, config, program, stdin, stdout, log, workspace, cwd, searchPath } = answering;
  const { access, preset, home } = config;
  const { world, forget } = batchWorld(localWorld(searchPath, home));
  let bash: Bash | undefined;
  const examineIn = createExaminer({
    ...ownPlaces(config, program),
    workspace,
    access,
    preset,
    bash: () => {
      bash ??= findBash();
      return bash;
    },
    world,
    rules: rulesOf(config, workspace, log),
  });
  const examine = (command: string): Examined | Refused => examineIn({ command, cwd, access, grants: [] });
  if (given.switches.includes('stdin')) {
    const judge = (command: string) => partsOf(examine(command));
    return (await checkBatch({ stdin, stdout, examine: judge, forget, log })) ? 0 : NOT_ALL_ANSWERED;
  }
  const { decision, text } = answerOne(answering, examine);
  await written(stdout, text);
  return EXIT_CODES[decision];
}

const partsOf = (examined: Examined | Refused) => (examined.refused ? { ...examined, parts: [] } : examined);

/** Total, as the gate is: an exception is a denial. */
function answerOne(
  { given, screen, log }: Answering,
  examine: (command: string) => Examined | Refused,
): { decision: Decision; text: string } {
  const command = given.operands[0] ?? '';
  const render = (examined: Examined | Refused): string => {
    if (given.command === 'explain') return explainText(command, examined, screen);
    return given.switches.includes('json') ? `${verdictJson(partsOf(examined))}\n` : checkText(examined, screen);
  };
  try {
    const examined = examine(command);
    return { decision: examined.verdict.decision, text: render(examined) };
  } catch (error) {
    log(describeError(error));
    const verdict = refusal(2, 'gate:error', 'judging failed, so the answer is no; stderr has the reason');
    return { decision: 'deny', text: render({ refused: true, verdict }) };
  }
}
