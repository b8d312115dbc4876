import * as z from 'zod';
import { visible } from '../../shell/visible.ts';
import type { ChildTool } from './child-tool.ts';
import type { ChildToolDeps } from './child-tool-deps.ts';
import { carryOut, permit, withWarnings } from './permit.ts';
import { namedPath } from './place.ts';
import { putFile } from './put-file.ts';
import { type ReadState, sha256Of } from './read-state.ts';
import { Refusal, replying } from './refusal.ts';
import { mustBeWritable, mustFit } from './writable.ts';

const input = z.strictObject({
  path: z.string().min(1).describe('Absolute, or relative to your directory'),
  content: z.string().describe('All of the file'),
});

export function writeFileTool(deps: ChildToolDeps, state: ReadState): ChildTool<typeof input> {
  return {
    name: 'write_file',
    description:
      'Makes a file, with the directories on its way, or replaces one as a whole. One that exists must have been read before and be unchanged since.',
    input,
    call: ({ path, content }, signal) =>
      replying(async () => {
        if (!content.isWellFormed()) throw new Refusal('The content holds half a character (a lone surrogate).');
        const named = namedPath(deps.cwd, path);
        const permitted = await permit(deps, { tool: 'write_file', use: 'write', named, text: content }, signal);
        return await carryOut(permitted, async (place) => {
          const old = mustBeWritable(place.stats);
          const seen = old === undefined ? undefined : state.seen(place.real);
          if (old !== undefined && seen === undefined) throw new Refusal('There is a file already: read it first (read_file).');
          const bytes = Buffer.from(content);
          mustFit(bytes);
          await putFile(place, bytes, seen);
          state.remember(place.real, sha256Of(bytes));
          const said = `${old === undefined ? 'Made' : 'Replaced'} ${visible(place.real)}: ${bytes.length} bytes.`;
          return withWarnings(said, permitted.warnings);
        });
      }),
  };
}
