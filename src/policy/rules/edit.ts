import { type ArrayNode, type ObjectNode, tokenize } from '@humanwhocodes/momoa';
import { memberName, readJson } from './parse.ts';
import type { RuleList } from './rule.ts';
import type { RuleEntry } from './schema.ts';

/**
 * Adds an entry to a list of a rules file; comments and layout stay. A list that has it already stays as it is.
 * @param text of the file; `undefined` or blank where there is none yet
 * @returns the new text. Throws where the text is no rules file: only one that was read without a mistake can be added to
 */
export function addRule(text: string | undefined, list: RuleList, entry: RuleEntry): string {
  const written = JSON.stringify(entry);
  if (text === undefined || text.trim() === '') return `{\n  "${list}": [\n    ${written}\n  ]\n}\n`;
  const read = readJson(text);
  if (!read.ok || read.body.type !== 'Object') throw new Error('a rule is added to something that is no rules file');
  const found = read.body.members.find((member) => memberName(member) === list)?.value;
  if (found === undefined) return addList(text, read.body, list, written);
  if (found.type !== 'Array') throw new Error(`"${list}" is no list`);
  const { elements } = found;
  if (elements.some(({ value }) => text.slice(...offsetsOf(value)) === written)) return text;
  return insertInto(
    text,
    found,
    elements.map(({ value }) => offsetsOf(value)),
    written,
  );
}

type Offsets = readonly [start: number, end: number];

interface Located {
  readonly loc: { readonly start: { readonly offset: number }; readonly end: { readonly offset: number } };
}

const offsetsOf = ({ loc }: Located): Offsets => [loc.start.offset, loc.end.offset];

function addList(text: string, body: ObjectNode, list: RuleList, written: string): string {
  return insertInto(text, body, body.members.map(offsetsOf), `"${list}": [\n    ${written}\n  ]`);
}

/** Puts an item behind the last one of a list or an object, and behind the comment that belongs to that. */
function insertInto(text: string, container: ArrayNode | ObjectNode, items: readonly Offsets[], written: string): string {
  const [from, to] = offsetsOf(container);
  const last = items.at(-1);
  if (last === undefined) return insertFirst(text, from, to, written);
  const [start, end] = last;
  const rest = tokenize(text, { mode: 'jsonc', ranges: true }).filter(({ loc }) => loc.start.offset >= end && loc.end.offset < to);
  const comma = rest.find(({ type }) => type === 'Comma');
  const behind = comma?.loc.end.offset ?? end;
  // A comment on the same line speaks of the item before it.
  const comment = rest.findLast(
    ({ type, loc }) => type.endsWith('Comment') && loc.start.offset >= behind && !text.slice(behind, loc.start.offset).includes('\n'),
  );
  const at = comment?.loc.end.offset ?? behind;
  const ownLines = text.slice(from, start).includes('\n') || comment?.type === 'LineComment';
  const separator = ownLines ? `\n${indentOf(text, start) || '  '}` : ' ';
  const added = `${separator}${written}${comma === undefined ? '' : ','}`;
  return comma === undefined
    ? `${text.slice(0, end)},${text.slice(end, at)}${added}${text.slice(at)}`
    : text.slice(0, at) + added + text.slice(at);
}

/** Right behind the bracket, before any comment. */
function insertFirst(text: string, from: number, to: number, written: string): string {
  const inside = text.slice(from + 1, to - 1);
  const outer = indentOf(text, from);
  const closing = /^\s*$/.test(inside) ? `\n${outer}${text.slice(to - 1)}` : inside + text.slice(to - 1);
  return `${text.slice(0, from + 1)}\n${outer}  ${written}${closing}`;
}

/** The blanks that the line of an offset begins with. */
function indentOf(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}
