import { type FieldValue, NotUnderstood, type ReadFields, reading } from './field.ts';

/** `key: value`, or `key:` with a list or a text in the lines below. */
const FIELD = /^([A-Za-z][\w-]*):(?:[ ]+(.*))?$/;
const ITEM = /^[ ]*-[ ]+(.*)$/;
const BLOCK = /^([|>])[+-]?$/;

/**
 * Reads what definitions have before their text: fields between two lines of `---`, each with a scalar, a list of scalars in brackets or
 * with dashes, or a block of text. That is the part of YAML that such files use, read strictly: whatever else stands there is told.
 */
export function readFrontMatter(text: string): ReadFields {
  return reading(() => {
    const lines = text.replaceAll('\r\n', '\n').split('\n');
    const end = lines.indexOf('---', 1);
    if (lines[0] !== '---' || end === -1) throw new NotUnderstood('it does not begin with fields between two lines of ---');
    const fields = new Map<string, FieldValue>();
    for (let at = 1; at < end; ) {
      const line = lines[at] ?? '';
      const next = endOf(lines, at + 1, end);
      if (line.trim() !== '' && !line.startsWith('#')) {
        const [, name, value = ''] = FIELD.exec(line) ?? [];
        if (name === undefined) throw new NotUnderstood(`line ${at + 1} is no field`);
        if (fields.has(name)) throw new NotUnderstood(`"${name}" stands there twice`);
        fields.set(name, fieldValue(name, value.trim(), lines.slice(at + 1, next)));
      } else if (next > at + 1) throw new NotUnderstood(`line ${at + 2} belongs to no field`);
      at = next;
    }
    return {
      fields,
      body: lines
        .slice(end + 1)
        .join('\n')
        .trim(),
    };
  });
}

/** The lines that belong to a field: those further in, blank ones between them, and items of a list. */
function endOf(lines: readonly string[], from: number, end: number): number {
  let at = from;
  for (let look = from; look < end; look += 1) {
    const line = lines[look] ?? '';
    if (/^[ \t]+\S|^-[ ]/.test(line)) at = look + 1;
    else if (line.trim() !== '') break;
  }
  return at;
}

function fieldValue(name: string, value: string, below: readonly string[]): FieldValue {
  const style = BLOCK.exec(value)?.[1];
  if (style !== undefined) return block(below, style === '>');
  if (below.length > 0) {
    if (value !== '') throw new NotUnderstood(`"${name}" goes on in another line`);
    return below.map((line) => {
      const item = ITEM.exec(line)?.[1];
      if (item === undefined) throw new NotUnderstood(`the list of "${name}" holds something else than items`);
      return scalar(name, item.trim());
    });
  }
  if (!value.startsWith('[')) return scalar(name, value);
  if (!value.endsWith(']')) throw new NotUnderstood(`the list of "${name}" does not end in its line`);
  const inside = value.slice(1, -1).trim();
  return inside === '' ? [] : inside.split(',').map((item) => scalar(name, item.trim()));
}

/** A scalar in quotes, or plain: words to the end of the line, as people write them. */
function scalar(name: string, text: string): string {
  if (text === '') throw new NotUnderstood(`"${name}" is empty`);
  const [, single] = /^'((?:[^']|'')*)'$/.exec(text) ?? [];
  if (single !== undefined) return single.replaceAll("''", "'");
  const [, double] = /^"((?:[^"\\]|\\["\\n])*)"$/.exec(text) ?? [];
  if (double !== undefined) return double.replaceAll(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign));
  // What these begin has another meaning in YAML, or is a quote that does not end.
  if (/^["'&*!|>%@`{}[\],?#]/.test(text) || /^-(?: |$)/.test(text)) throw new NotUnderstood(`the value of "${name}" is no plain text`);
  return text;
}

function block(lines: readonly string[], folded: boolean): string {
  const indent = /^ */.exec(lines.find((line) => line.trim() !== '') ?? '')?.[0].length ?? 0;
  const texts = lines.map((line) => {
    if (line.trim() !== '' && !line.startsWith(' '.repeat(indent))) throw new NotUnderstood('a block of text is indented unevenly');
    return line.slice(indent);
  });
  const text = texts.join('\n').trim();
  return folded ? text.replaceAll(/(?<!\n)\n(?!\n)/g, ' ') : text;
}
