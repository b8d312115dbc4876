import type { Definition } from '../agents/definitions/definition.ts';
import { type DefinitionFile, readDefinition } from '../agents/definitions/definition-files.ts';
import { visible } from '../shell/visible.ts';
import { framed } from './trust-text.ts';

/** What a person is shown of a file before they trust its bytes, or why it can not be trusted; foreign words are in the problems. */
export type Shown =
  | { readonly ok: true; readonly bytes: Uint8Array; readonly real: string; readonly text: string }
  | { readonly ok: false; readonly problems: readonly string[] };

/** The whole text of a definition and what a child with it would be left. */
export async function showDefinition(workspace: string, found: DefinitionFile): Promise<Shown> {
  const { isAgentName } = await import('../rooms/agent-room.ts');
  const read = await readDefinition(workspace, found, (id) => isAgentName(id));
  if (read.kind !== 'definition') return { ok: false, problems: [`${found.file}: it is not trusted: ${read.problem}`] };
  const { bytes, text, definition } = read;
  return { ok: true, bytes, real: definition.real, text: `${visible(found.file)}\n${framed(text)}${leaves(definition)}` };
}

function leaves({ name, access, only, model, base }: Definition): string {
  const rows = [
    ['access', access === undefined ? 'what it is started with' : `${access}, or less if it is started with less`],
    ['tools', only === undefined ? 'all that it would have anyway' : only.length === 0 ? 'none' : only.join(', ')],
    ['model', model === undefined ? 'as ever' : visible(model)],
    ['agent', base ?? 'any'],
  ];
  return `The agent ${name}. Each of its calls is judged as ever; it is left\n${rows.map(([what, how]) => `  ${what}: ${how}\n`).join('')}`;
}
