import path from 'node:path';
import type { Starter } from '../../shell/process/starter.ts';
import type { ChildTool } from '../child-tools/child-tool.ts';
import { createChildTools } from '../child-tools/create-child-tools.ts';
import { planTool } from '../child-tools/plan.ts';
import { createReadState } from '../child-tools/read-state.ts';
import { createCommands } from '../child-tools/run-commands.ts';
import type { ToolKind } from '../runner.ts';
import type { ChildHands, ToolsOf } from './partners.ts';
import { reportingRun } from './reporting-run.ts';

/** Tools of other servers that the user leaves to children. */
export interface OtherTools {
  readonly tools: readonly ChildTool[];
  /** What could not be started, in our own words. */
  readonly problems: readonly string[];
  close(): Promise<void>;
}

export interface ChildHandsDeps {
  readonly starter: Pick<Starter, 'command'>;
  /** The user's, as the user database has it: `HOME` may come from a repository. */
  readonly home: string;
  /** The whole environment of a command. */
  readonly environment: (of: { readonly cwd: string; readonly taskId: string }) => Promise<Record<string, string>>;
  /** Starts the servers that the user leaves to children; rejects with nothing. */
  readonly servers: (of: ToolsOf) => Promise<OtherTools>;
  readonly log: (line: string) => void;
}

/** What a tool of ours is for; any other is somebody else's. */
const KINDS: Readonly<Record<string, ToolKind>> = {
  bash: 'bash',
  read_file: 'read',
  write_file: 'write',
  edit_file: 'write',
  search: 'search',
};

/** Makes what gives one child its tools: ours, and those of servers that the user leaves to children. Each of them is gated. */
export function childHands({ starter, home, environment, servers, log }: ChildHandsDeps): (of: ToolsOf) => Promise<ChildHands> {
  return async (of) => {
    const { taskId, privateDir, hold, cwd, workspace, access, report, plan, only } = of;
    const commands = createCommands({
      starter,
      environment: (there) => environment({ cwd: there, taskId }),
      within: { access, workspace, privateDir },
      outputDir: path.join(privateDir, 'commands'),
    });
    const run = reportingRun(commands.run, report);
    const state = createReadState();
    const mayUse = (kind: ToolKind): boolean => only === undefined || only.includes(kind);
    const own = createChildTools({ hold, cwd, access, home, run, runOwn: commands.run }, state).filter(({ name }) =>
      mayUse(KINDS[name] ?? 'mcp'),
    );
    const others = mayUse('mcp') ? await servers(of) : NO_OTHERS;
    for (const problem of others.problems) log(`a server for a child: ${problem}`);
    return {
      tools: [...own, ...(plan === undefined ? [] : [planTool(plan)]), ...others.tools],
      run,
      state,
      close: async () => {
        await Promise.all([commands.close(), others.close()]);
      },
    };
  };
}

const NO_OTHERS: OtherTools = { tools: [], problems: [], close: async () => {} };
