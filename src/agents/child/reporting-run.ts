import path from 'node:path';
import type { Execution } from '../../policy/action.ts';
import type { RunAllowed } from '../child-tools/child-tool-deps.ts';
import type { RunnerContext } from '../runner.ts';

/** Runs commands for a child and tells how each ended: what was seen of them is evidence, what the child says of them is not. */
export function reportingRun(run: RunAllowed, report: RunnerContext['report']): RunAllowed {
  return async (execution, limits) => {
    const ran = await run(execution, limits);
    const { exitCode, reason } = ran.end;
    report({ kind: 'ran', what: commandOf(execution), status: reason, ...(exitCode === null ? {} : { exitCode }) });
    return ran;
  };
}

/** What the gate starts bash with for a script; any other program with such words is not bash, and they are its own. */
const SCRIPT = ['--noprofile', '--norc', '-c'];

/** The text of a script, or the words of a plain command. */
function commandOf({ argv }: Execution): string {
  const [program = '', ...args] = argv;
  const isScript = path.basename(program) === 'bash' && args.length === 4 && SCRIPT.every((word, index) => args[index] === word);
  return isScript ? (args[3] ?? '') : [path.basename(program), ...args].join(' ');
}
