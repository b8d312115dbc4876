import type { OptionName } from '../config/options.ts';
import { OPTIONS } from '../config/options.ts';
import { HOSTS, type Launch } from './hosts.ts';

export interface Printed {
  readonly exitCode: 0 | 64;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * The block that adds this very installation to a host.
 * @param options.operands what follows the command: the name of the host
 * @param options.node absolute path of a Node that can run us
 * @param options.script absolute path of the script to start
 * @param options.given the flags of the command line, to be passed on to the server; `workspace` and `state-dir` absolute
 */
export function printConfig(options: {
  readonly operands: readonly string[];
  readonly node: string;
  readonly script: string;
  readonly given: Readonly<Partial<Record<OptionName, string>>>;
}): Printed {
  const [name, ...stray] = options.operands;
  const host = HOSTS.find((candidate) => candidate.name === name);
  if (host === undefined || stray.length > 0) {
    const known = HOSTS.map((candidate) => candidate.name).join(', ');
    const problem =
      name === undefined
        ? 'print-config needs a host'
        : host === undefined
          ? `Unknown host ${JSON.stringify(name)}`
          : 'print-config takes one host';
    return { exitCode: 64, stdout: '', stderr: `bailiwick: ${problem}; known are ${known}.\n` };
  }
  const hint =
    host.needsWorkspace && options.given.workspace === undefined
      ? 'This host names no project: add --workspace <directory> to this command, or set BAILIWICK_WORKSPACE in the block.\n'
      : '';
  return { exitCode: 0, stdout: host.render(launch(options)), stderr: `# Goes into ${host.place}\n${hint}` };
}

function launch({ node, script, given }: Parameters<typeof printConfig>[0]): Launch {
  const stated = OPTIONS.flatMap(({ name, variable }) => {
    const value = given[name];
    return value === undefined ? [] : [{ name, variable, value }];
  });
  return {
    command: node,
    args: [script, ...stated.flatMap(({ name, variable, value }) => (variable === undefined ? [`--${name}`, value] : []))],
    env: Object.fromEntries(stated.flatMap(({ variable, value }) => (variable === undefined ? [] : [[variable, value]]))),
  };
}
