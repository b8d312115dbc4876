import * as z from 'zod';
import type { AgentCall, Wanted } from '../hold/wanted.ts';
import { changesSchema, commandSchema } from './messages.ts';
import { unwrapped } from './unwrap.ts';

const patchInput = z.object({ changes: changesSchema });
const pathInput = z.looseObject({ path: z.string().min(1) });

/** What codex's tools would do; those that are not here are switched off, and not understood. */
const TOOLS: Readonly<Record<string, (input: unknown) => readonly Wanted[] | undefined>> = {
  exec_command: command,
  apply_patch: patch,
  view_image: image,
  sleep: (input) => (input === undefined ? undefined : [{ do: 'nothing' }]),
};

/** What a call of codex would do; `undefined` when that is not understood. */
export function codexWanted({ tool, input }: Pick<AgentCall, 'tool' | 'input'>): readonly Wanted[] | undefined {
  return Object.hasOwn(TOOLS, tool) ? TOOLS[tool]?.(input) : undefined;
}

function command(input: unknown): readonly Wanted[] | undefined {
  const { data } = commandSchema.safeParse(input);
  return data === undefined ? undefined : [{ do: 'command', command: unwrapped(data.command), cwd: data.cwd }];
}

function image(input: unknown): readonly Wanted[] | undefined {
  const { data } = pathInput.safeParse(input);
  return data === undefined ? undefined : [{ do: 'read', path: data.path }];
}

/** A new file comes whole, an update as a diff; what goes away is removed like by a command. */
function patch(input: unknown): readonly Wanted[] | undefined {
  const { data } = patchInput.safeParse(input);
  return data?.changes.flatMap(({ path, kind, diff }): readonly Wanted[] => {
    if (kind.type === 'delete') return [removal(path)];
    const moved = kind.type === 'update' ? kind['move_path'] : undefined;
    if (typeof moved !== 'string') return [{ do: 'write', path, text: diff }];
    return [{ do: 'write', path: moved, text: diff }, removal(path)];
  });
}

function removal(path: string): Wanted {
  return { do: 'command', command: `rm -- '${path.replaceAll("'", `'\\''`)}'` };
}
