import { isAbsolute } from 'node:path';
import * as z from 'zod';
import { once } from '../once.ts';

/** The weakest hold that anybody may ask for. */
const FLOORS = ['gated', 'caged', 'sandboxed'] as const;

export const agentFields = once(() => {
  const absolute = z.string().refine((path) => isAbsolute(path), 'must be an absolute path');
  const texts = z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string());

  const custom = z.strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be a short name of a-z, 0-9 and -'),
    command: z.string().min(1),
    args: z.array(z.string()).optional(),
    env: texts.optional(),
    version_args: z.array(z.string()).optional(),
    environment: z.array(z.string()).optional(),
    scripted: z.strictObject({ args: z.array(z.string()).optional(), env: texts.optional() }).optional(),
  });

  const mcpServer = z.strictObject({
    command: z
      .string()
      .refine((command) => isAbsolute(command) || /^[^/\0]+$/.test(command), 'must be an absolute path or the name of a program'),
    args: z.array(z.string()).max(100).optional(),
    env: z
      .array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of a variable'))
      .max(100)
      .optional(),
    tools: z
      .array(z.string().regex(/^[\w./-]{1,128}$/, 'must be the name of a tool'))
      .max(100)
      .optional(),
    cwd: absolute.optional(),
  });
  const serverName = z.string().regex(/^[a-z0-9_-]{1,32}$/, 'must be a short name of a-z, 0-9, _ and -');

  return z.strictObject({
    min_assurance: z.enum(FLOORS).optional(),
    allow_observed: z.boolean().optional(),
    concurrency: z.int().min(1).max(64).optional(),
    paths: z.record(z.string(), absolute).optional(),
    custom: z.array(custom).max(20).optional(),
    mcp_servers: z.record(serverName, mcpServer).optional(),
  });
});

/** An agent of the user's own that speaks the Agent Client Protocol. */
export interface CustomAgentSettings {
  readonly id: string;
  /** Absolute, or a name on PATH. */
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly versionArgs: readonly string[] | undefined;
  /** Names of variables that it may see. */
  readonly environment: readonly string[];
  /** How it is pointed at a scripted model; `{base_url}` stands for the address. Without it its hold can not be proven. */
  readonly scripted: { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> } | undefined;
}

/** An MCP server of the user's own whose tools children get; each call of one is judged. */
export interface ChildServerSettings {
  readonly name: string;
  /** Absolute, or a name on PATH. */
  readonly command: string;
  readonly args: readonly string[];
  /** Names of variables of the login that it may see. */
  readonly env: readonly string[];
  /** The only tools of it that are offered; `undefined` for all. */
  readonly tools: readonly string[] | undefined;
  /** Absolute; the root directory when `undefined`. */
  readonly cwd: string | undefined;
}

/** What a person says about model agents; read from the user's own settings file only. */
export interface AgentSettings {
  /** Children are never held more weakly. */
  readonly minAssurance: (typeof FLOORS)[number] | undefined;
  /** Agents whose hold was never proven may be started. */
  readonly allowObserved: boolean;
  /** Children of one session that run at a time. */
  readonly concurrency: number | undefined;
  /** Absolute paths of programs, by agent. */
  readonly paths: Readonly<Record<string, string>>;
  readonly custom: readonly CustomAgentSettings[];
  readonly mcpServers: readonly ChildServerSettings[];
}

export const NO_AGENT_SETTINGS: AgentSettings = {
  minAssurance: undefined,
  allowObserved: false,
  concurrency: undefined,
  paths: {},
  custom: [],
  mcpServers: [],
};

export function agentSettings(stated: z.output<ReturnType<typeof agentFields>> | undefined): AgentSettings | undefined {
  if (stated === undefined) return undefined;
  return {
    minAssurance: stated.min_assurance,
    allowObserved: stated.allow_observed === true,
    concurrency: stated.concurrency,
    paths: stated.paths ?? {},
    custom: (stated.custom ?? []).map(({ id, command, args = [], env = {}, version_args, environment = [], scripted }) => ({
      id,
      command,
      args,
      env,
      versionArgs: version_args,
      environment,
      scripted: scripted && { args: scripted.args ?? [], env: scripted.env ?? {} },
    })),
    mcpServers: Object.entries(stated.mcp_servers ?? {}).map(([name, { command, args = [], env = [], tools, cwd }]) => ({
      name,
      command,
      args,
      env,
      tools,
      cwd,
    })),
  };
}

/** What of a file that is not sound may still count: it only narrows. */
export function narrowingOnly(stated: unknown): z.output<ReturnType<typeof agentFields>> | undefined {
  const record = z.record(z.string(), z.unknown()).safeParse(stated);
  if (!record.success) return undefined;
  const { shape } = agentFields();
  const floor = shape.min_assurance.safeParse(record.data['min_assurance']);
  const concurrency = shape.concurrency.safeParse(record.data['concurrency']);
  return { min_assurance: floor.data, concurrency: concurrency.data };
}
