import type { Intent } from './intent.ts';

/** Lines that only cut a patch into parts. */
const MARKS = new Set(['*** Begin Patch', '*** End Patch', '*** End of File']);
const HEADER = /^\*\*\* (Add File|Update File|Delete File|Move to): (.+)$/;

/** Everything before the first plain letter or sign, and what any language's library takes for blanks at the end. */
const BLANKS = /^[^\x21-\x7e]+|[\s\u0085]+$/g;

/**
 * What a patch in codex's own format would do: every file that it names is written or removed. Programs that apply it look for such lines
 * behind blanks, too; a line that looks like one and is none that is known here makes the whole not understood.
 */
export function patched(text: string): readonly Intent[] | undefined {
  const intents: Intent[] = [];
  let from = '';
  for (const line of text.split(/\r\n|[\r\n\u2028\u2029]/)) {
    const trimmed = line.replace(BLANKS, '');
    if (!trimmed.startsWith('***') || MARKS.has(trimmed)) continue;
    const [, kind, path = ''] = HEADER.exec(trimmed) ?? [];
    if (kind === undefined) return undefined;
    if (kind === 'Delete File') intents.push(removal(path));
    else intents.push({ do: 'write', path });
    if (kind === 'Update File') from = path;
    if (kind === 'Move to' && from !== '') intents.push(removal(from));
  }
  return intents.length === 0 ? undefined : intents;
}

/** What goes away is removed like by a command. */
function removal(path: string): Intent {
  return { do: 'command', command: `rm -- '${path.replaceAll("'", `'\\''`)}'` };
}
