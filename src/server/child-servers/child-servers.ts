import { setTimeout as delay } from 'node:timers/promises';
import type { ToolsOf } from '../../agents/child/partners.ts';
import type { ChildTool } from '../../agents/child-tools/child-tool.ts';
import type { WritableRoots } from '../../agents/program/program-place.ts';
import { MCP_TOOL } from '../../policy/rules/mcp-names.ts';
import { describeError } from '../../shell/describe-error.ts';
import { agentEnvironment } from '../../shell/process/agent-environment.ts';
import { searchPathOf } from '../../shell/process/environment.ts';
import type { StartedAgent, Starter } from '../../shell/process/starter.ts';
import { visible } from '../../shell/visible.ts';
import { connect, lastWords, SERVER_LIMITS, type ServerConnection, type ServerLimits, wordsOf } from './connection.ts';
import { findServerProgram } from './server-program.ts';
import { serverTool } from './server-tool.ts';
import { toolNameFor } from './tool-name.ts';

/** A server as the user's settings name it; see `ChildServerSettings`. */
export interface ChildServer {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly string[];
  readonly tools: readonly string[] | undefined;
  readonly cwd: string | undefined;
}

export interface ChildServersDeps {
  readonly servers: readonly ChildServer[];
  readonly starter: Pick<Starter, 'agent'>;
  /** The environment of the user's login, without what nobody gets. */
  readonly login: () => Promise<Readonly<Record<string, string>>>;
  readonly roots: WritableRoots;
  readonly limits?: ServerLimits | undefined;
  readonly log: (line: string) => void;
}

/** For whom servers are started. */
export type ServersOf = Pick<ToolsOf, 'taskId' | 'privateDir' | 'hold' | 'cwd' | 'workspace' | 'access' | 'signal'>;

/** The servers of one child. */
export interface OpenServers {
  readonly tools: readonly ChildTool[];
  /** What is not offered and why; our own words and escaped foreign ones. */
  readonly problems: readonly string[];
  /** Ends their processes and all that these left. Never rejects. */
  close(): Promise<void>;
}

/** Tools of all servers together: each costs the model some of its context in every turn. */
const MOST_TOOLS = 40;
/** Milliseconds that one that breaks off has to end. */
const LAST_WORDS_MS = 500;
/** Milliseconds between TERM and KILL. */
const STOP_GRACE_MS = 1_000;

/** A server that runs. */
interface Running {
  readonly server: ChildServer;
  readonly agent: StartedAgent;
  readonly connection: ServerConnection;
}

/**
 * Returns what starts the MCP servers of one child: each is a process of its own for this child, and none can say what its tools may do.
 * Opening never rejects: a server that can not be used is a problem, and the child goes without it.
 */
export function createChildServers(deps: ChildServersDeps): (child: ServersOf) => Promise<OpenServers> {
  return async (child) => {
    const agents: StartedAgent[] = [];
    const begun = await Promise.all(deps.servers.map((server) => begin(deps, server, child, agents)));
    const running = begun.filter((one) => typeof one !== 'string');
    const { tools, problems } = toolsOf(running, child);
    return {
      tools,
      problems: [...begun.filter((one) => typeof one === 'string'), ...problems],
      close: async () => {
        await Promise.all(agents.map((agent) => agent.stop()));
      },
    };
  };
}

/** Starts one server and asks for its tools; what is in the way comes back in words. */
async function begin(deps: ChildServersDeps, server: ChildServer, child: ServersOf, agents: StartedAgent[]): Promise<Running | string> {
  const { starter, roots, limits = SERVER_LIMITS, log } = deps;
  const { name, command, args, env: names, cwd = '/' } = server;
  const { taskId, privateDir, workspace, access, signal } = child;
  const problem = (why: string): string => `The MCP server ${name} is not offered: ${why}`;
  try {
    const login = await deps.login();
    const found = findServerProgram({ name, command, args, cwd }, searchPathOf(login), {
      ...roots,
      workspaces: [...roots.workspaces, workspace],
    });
    if (!found.ok) return problem(found.problem);
    if (signal.aborted) return problem('it is not wanted any more');
    const env = agentEnvironment({ login, names, set: {}, cwd, taskId });
    const argv = [found.executable, ...args];
    const agent = starter.agent({ argv, argv0: found.path, cwd, env, stopGraceMs: STOP_GRACE_MS }, { access, workspace, privateDir });
    agents.push(agent);
    try {
      const connection = await connect(agent, limits, signal);
      return { server, agent, connection: explaining(connection, agent) };
    } catch (error) {
      const { error: notStarted } = await agent.stop();
      return problem(notStarted === undefined ? `${wordsOf(error)}${lastWords(agent)}` : visible(notStarted));
    }
  } catch (error) {
    log(`the MCP server ${name} could not be started: ${describeError(error)}`);
    return problem('the reason is in the log');
  }
}

/** What it last wrote tells why it does not answer any more. */
function explaining(connection: ServerConnection, agent: StartedAgent): ServerConnection {
  return {
    ...connection,
    async whyNot(error) {
      // The way to it closes before all that it wrote is here.
      await Promise.race([agent.done, delay(LAST_WORDS_MS, undefined, { ref: false })]);
      return `${await connection.whyNot(error)}${lastWords(agent)}`;
    },
  };
}

function toolsOf(running: readonly Running[], { hold, cwd, access }: ServersOf): Pick<OpenServers, 'tools' | 'problems'> {
  const tools: ChildTool[] = [];
  const problems: string[] = [];
  const taken = new Set<string>();
  let left = 0;
  for (const { server, connection } of running) {
    const listed = new Map(connection.tools.map((tool) => [tool.name, tool]));
    const odd = [...listed.keys()].filter((name) => !MCP_TOOL.test(name));
    if (odd.length > 0) problems.push(`The MCP server ${server.name} has ${odd.length} tools with names that no rule could name.`);
    const absent = (server.tools ?? []).filter((name) => !listed.has(name));
    if (absent.length > 0) problems.push(`The MCP server ${server.name} has no tool ${absent.join(', ')}.`);
    for (const [own, tool] of listed) {
      if (!MCP_TOOL.test(own) || server.tools?.includes(own) === false) continue;
      const name = toolNameFor(server.name, own, taken);
      if (tools.length === MOST_TOOLS || taken.has(name)) {
        left += 1;
        continue;
      }
      taken.add(name);
      tools.push(serverTool({ name, server: server.name, tool, hold, cwd, access, connection }));
    }
  }
  if (left > 0)
    problems.push(`${left} tools of MCP servers are left out: a child gets ${MOST_TOOLS} at most. Name in the settings those it needs.`);
  return { tools, problems };
}
