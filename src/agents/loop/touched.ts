import { parseFields, textOf } from '../../model/fields.ts';
import type { ModelMessage } from '../../model/model.ts';

const FILE_TOOLS: ReadonlySet<string> = new Set(['read_file', 'write_file', 'edit_file']);
/** The latest are kept. */
export const MOST_TOUCHED = 200;
const MOST_PATH = 500;

/** The paths that the calls of a message name, as the model wrote them. */
export function touchedBy(message: ModelMessage): readonly string[] {
  if (message.role !== 'assistant') return [];
  return (message.toolUses ?? []).flatMap((use) => {
    const path = FILE_TOOLS.has(use.name) ? textOf(parseFields(use.arguments)?.['path']) : undefined;
    return path === undefined || path.length > MOST_PATH ? [] : [path];
  });
}
