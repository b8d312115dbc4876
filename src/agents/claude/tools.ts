import * as z from 'zod';
import { once } from '../../once.ts';
import type { AgentCall, Wanted } from '../hold/wanted.ts';
import { CAGE_KIND } from './call-book.ts';

/** Search addresses go through the model's provider; the address stands for it, so that rules can name its host. */
const SEARCH = 'https://api.anthropic.com/search?q=';
/** Where the fixed part of a pattern for file names ends. */
const GLOB_SIGN = /[*?[\]{}()!\\]/;

type Read = (input: unknown) => readonly Wanted[] | undefined;

/** A tool by its arguments: one that is not known here may change what the call does, so it is not understood. */
function tool<S extends z.ZodRawShape>(shape: S, wanted: (input: z.output<z.ZodObject<S>>) => readonly Wanted[] | undefined): Read {
  const schema = once(() => z.strictObject(shape));
  return (input) => {
    const read = schema().safeParse(input);
    return read.success ? wanted(read.data as z.output<z.ZodObject<S>>) : undefined;
  };
}

/** The agent expands `~`, trims and normalises some paths before it uses them: only what it leaves alone is what was judged. */
const path = z
  .string()
  .min(1)
  .refine((text) => !text.startsWith('~') && !text.includes('\0') && text.trim() === text && text.normalize('NFC') === text);
const text = z.string();
const any = z.unknown().optional();
const nothing = (): readonly Wanted[] => [{ do: 'nothing' }];

const search = { '-A': any, '-B': any, '-C': any, '-i': any, '-n': any, '-o': any, context: any, glob: any, head_limit: any };

/** The tools that a gated child has, and what each call of them does. Nothing else is offered to it. */
const TOOLS: ReadonlyMap<string, Read> = new Map([
  // Each call of a sub-agent is asked about by itself. Another place to work in would be made with git, or on another machine.
  [
    'Agent',
    tool({ description: text, prompt: text, subagent_type: any, model: any, effort: any, run_in_background: any, name: any }, nothing),
  ],
  [
    'Bash',
    tool({ command: text, timeout: any, description: any, run_in_background: any, dangerouslyDisableSandbox: any }, ({ command }) => [
      { do: 'command', command },
    ]),
  ],
  [
    'Edit',
    tool({ file_path: path, old_string: text, new_string: text, replace_all: any }, ({ file_path, new_string }) => [
      { do: 'write', path: file_path, text: new_string },
    ]),
  ],
  ['Glob', tool({ pattern: text, path: path.optional() }, ({ pattern, path: of }) => globbed(pattern, of))],
  [
    'Grep',
    tool({ pattern: text, path: path.optional(), output_mode: any, type: any, offset: any, multiline: any, ...search }, ({ path: of }) => [
      { do: 'read', path: of ?? '.' },
    ]),
  ],
  [
    'NotebookEdit',
    tool({ notebook_path: path, new_source: text, cell_id: any, cell_type: any, edit_mode: any }, ({ notebook_path, new_source }) => [
      { do: 'write', path: notebook_path, text: new_source },
    ]),
  ],
  [
    'Read',
    tool({ file_path: path, offset: any, limit: any, pages: any, allow_large: any }, ({ file_path }) => [{ do: 'read', path: file_path }]),
  ],
  // Plans that the agent keeps for itself.
  ['TaskCreate', tool({ subject: text, description: text, activeForm: any, metadata: any }, nothing)],
  ['TaskGet', tool({ taskId: text }, nothing)],
  ['TaskList', tool({}, nothing)],
  [
    'TaskUpdate',
    tool(
      {
        taskId: text,
        subject: any,
        description: any,
        activeForm: any,
        status: any,
        addBlocks: any,
        addBlockedBy: any,
        owner: any,
        metadata: any,
      },
      nothing,
    ),
  ],
  ['TodoWrite', tool({ todos: z.array(z.unknown()) }, nothing)],
  ['WebFetch', tool({ url: text, prompt: text, offset: any }, ({ url }) => [{ do: 'fetch', url }])],
  [
    'WebSearch',
    tool({ query: text, allowed_domains: any, blocked_domains: any }, ({ query }) => [
      { do: 'fetch', url: `${SEARCH}${encodeURIComponent(query)}` },
    ]),
  ],
  ['Write', tool({ file_path: path, content: text }, ({ file_path, content }) => [{ do: 'write', path: file_path, text: content }])],
]);

/** Names for `--tools`. */
export const GATED_TOOLS: readonly string[] = [...TOOLS.keys()];
/** What the agent may still call one of them. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([['Task', 'Agent']]);

/** What a call would do; `undefined` when that is not understood. */
export function wantedOf({ tool: name, kind, input }: AgentCall): readonly Wanted[] | undefined {
  // The cage asks about each of its calls itself.
  if (kind === CAGE_KIND) return [{ do: 'nothing' }];
  return TOOLS.get(OTHER_NAMES.get(name) ?? name)?.(input);
}

/** A pattern is matched at every depth, so that it is a read of the whole directory in which it begins. */
function globbed(pattern: string, of = '.'): readonly Wanted[] | undefined {
  if (!path.safeParse(pattern).success || pattern.split('/').includes('..') || /[{,]\.\.|\.\.[},]/.test(pattern)) return undefined;
  if (!pattern.startsWith('/')) return [{ do: 'read', path: of }];
  const parts = pattern.split('/');
  const fixed = parts.findIndex((part) => GLOB_SIGN.test(part));
  const directory = parts.slice(0, fixed === -1 ? parts.length : fixed).join('/');
  return [{ do: 'read', path: directory === '' ? '/' : directory }];
}
