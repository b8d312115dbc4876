import * as z from 'zod';
import { visible } from '../../shell/visible.ts';
import type { ChildTool } from './child-tool.ts';
import type { ChildToolDeps } from './child-tool-deps.ts';
import { applyEdit, type ChangedLines, type Edit, type Edited } from './edit.ts';
import { openRegular, readWhole } from './open-regular.ts';
import { carryOut, permit, withWarnings } from './permit.ts';
import { locate, namedPath, type Place } from './place.ts';
import { putFile } from './put-file.ts';
import { MAX_WHOLE_BYTES, type ReadState, sha256Of } from './read-state.ts';
import { Refusal, replying } from './refusal.ts';
import { mustBeWritable, mustFit } from './writable.ts';

/** Of the places that a result names. */
const MAX_PLACES_SHOWN = 20;

const input = z.strictObject({
  path: z.string().min(1).describe('Absolute, or relative to your directory'),
  old_text: z.string().min(1).describe('As it stands in the file, without line numbers'),
  new_text: z.string(),
  replace_all: z.boolean().default(false).describe('Every occurrence; else there must be exactly one'),
});

export function editFileTool(deps: ChildToolDeps, state: ReadState): ChildTool<typeof input> {
  return {
    name: 'edit_file',
    description:
      'Puts new_text in the place of old_text in a file that you have read and that has not changed since. Everything else in it stays as it is.',
    input,
    call: ({ path, old_text, new_text, replace_all }, signal) =>
      replying(async () => {
        const named = namedPath(deps.cwd, path);
        const edit: Edit = { oldText: old_text, newText: new_text, all: replace_all };
        const planned = await plan(named, edit, state);
        const text = changeText(edit, planned?.edited);
        const permitted = await permit(deps, { tool: 'edit_file', use: 'write', named, text }, signal);
        return await carryOut(permitted, async (place) => {
          const stats = mustBeWritable(place.stats);
          const seen = state.seen(place.real);
          if (stats === undefined) throw new Refusal('There is no such file; write_file makes one.');
          if (seen === undefined) throw new Refusal('Read it first (read_file); a file is edited only after that.');
          if (planned === undefined || planned.sha256 !== seen) throw new Refusal('The file has changed since it was read: re-read first.');
          const { edited } = planned;
          if (!edited.ok) throw new Refusal(edited.reason);
          mustFit(edited.bytes);
          await putFile(place, edited.bytes, seen);
          state.remember(place.real, sha256Of(edited.bytes));
          return withWarnings(`Edited ${visible(place.real)}: ${describeLines(edited.changed)}.`, permitted.warnings);
        });
      }),
  };
}

interface Planned {
  readonly edited: Edited;
  /** Of the content that it was planned for. */
  readonly sha256: string;
}

/** What the edit would do to a file that the child has read; a person is shown where. `undefined` when it can not be said. */
async function plan(named: string, edit: Edit, state: ReadState): Promise<Planned | undefined> {
  const place = await locate(named).catch(() => undefined);
  if (place === undefined || state.seen(place.real) === undefined) return undefined;
  const content = await contentOf(place).catch(() => undefined);
  if (content === undefined) return undefined;
  return { edited: applyEdit(content, edit), sha256: sha256Of(content) };
}

async function contentOf(place: Place): Promise<Buffer | undefined> {
  const file = await openRegular(place);
  try {
    return await readWhole(file, MAX_WHOLE_BYTES);
  } finally {
    await file.close();
  }
}

/** What the gate judges and a person sees: what goes, what comes, and where. */
function changeText({ oldText, newText }: Edit, edited: Edited | undefined): string {
  const where = edited?.ok === true ? describeLines(edited.changed) : 'place not found';
  return [`@@ ${where} @@`, marked('-', oldText), ...(newText === '' ? [] : [marked('+', newText)])].join('\n');
}

const marked = (sign: string, text: string): string => `${sign}${text.replaceAll('\n', `\n${sign}`)}`;

function describeLines(changed: readonly ChangedLines[]): string {
  const shown = changed.slice(0, MAX_PLACES_SHOWN).map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`));
  const more = changed.length > shown.length ? ` and ${changed.length - shown.length} more places` : '';
  return `${changed.length === 1 ? '1 place' : `${changed.length} places`}, now line ${shown.join(', ')}${more}`;
}
