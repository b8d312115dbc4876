import * as z from 'zod';
import { parseFields, textOf } from '../../model/fields.ts';
import type { ToolUse } from '../../model/model.ts';
import { visible } from '../../shell/visible.ts';
import type { ChildTool } from '../child-tools/child-tool.ts';

/** A call of the model, fit to be said to any provider again. */
export interface Call {
  readonly use: ToolUse;
  /** Its arguments were no JSON object; as the model wrote them. */
  readonly garbled: string | undefined;
}

const MOST_NAME = 64;
const SHOWN = 200;
const MAX_ISSUES = 10;
const MOST_HINT = 2_000;
/** Whichever is there first says what a call is about. */
const HINTS = ['command', 'path', 'pattern', 'url', 'name'];

/**
 * Takes what a model wrote and the ids that were there before. Some servers give an id twice, and most refuse a conversation in which a
 * name or the arguments of a call are not what they have to be.
 */
export function callsOf(uses: readonly ToolUse[], known: Set<string>): readonly Call[] {
  return uses.map((use) => {
    const id = use.id === '' || known.has(use.id) ? `call_${crypto.randomUUID()}` : use.id;
    known.add(id);
    const name = use.name.replace(/[^\w-]/g, '_').slice(0, MOST_NAME) || '_';
    const fine = parseFields(use.arguments) !== undefined;
    return { use: { id, name, arguments: fine ? use.arguments : '{}' }, garbled: fine ? undefined : use.arguments };
  });
}

export type Ready =
  | { readonly ok: true; readonly run: (signal: AbortSignal) => ReturnType<ChildTool['call']> }
  | { readonly ok: false; readonly problem: string };

/** Finds the tool and checks the arguments; what is wrong is told in words that say what to do. */
export function ready({ use, garbled }: Call, tools: readonly ChildTool[]): Ready {
  const tool = tools.find(({ name }) => name === use.name);
  if (tool === undefined)
    return { ok: false, problem: `There is no tool ${use.name}. There are: ${tools.map(({ name }) => name).join(', ')}.` };
  if (garbled !== undefined) {
    return {
      ok: false,
      problem: `The arguments are no JSON object (${visible(garbled.slice(0, SHOWN))}). Call again with one, e.g. {"key": "value"}.`,
    };
  }
  const parsed = tool.input.safeParse(parseFields(use.arguments));
  return parsed.success
    ? { ok: true, run: (signal) => tool.call(parsed.data, signal) }
    : { ok: false, problem: wrong(tool, parsed.error.issues) };
}

function wrong(tool: ChildTool, issues: readonly z.core.$ZodIssue[]): string {
  const lines = issues.slice(0, MAX_ISSUES).map(({ path, message }) => {
    const where = path.length === 0 ? '' : `${path.map(String).join('.')}: `;
    return visible(`${where}${message}`).slice(0, SHOWN);
  });
  const fields = tool.input instanceof z.ZodObject ? ` It takes: ${Object.keys(tool.input.shape).join(', ')}.` : '';
  return `The arguments of ${tool.name} are wrong: ${lines.join('; ')}.${fields} Call again with the right ones.`;
}

/** What a call is about, in a few words; foreign text. */
export function hintOf({ arguments: text }: ToolUse): string {
  const given = parseFields(text) ?? {};
  const hint = HINTS.map((key) => textOf(given[key])).find((value) => value !== undefined);
  return (hint ?? '').slice(0, MOST_HINT);
}
