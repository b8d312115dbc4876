import { fields, items, textOf } from '../../../../model/fields.ts';

/** The text of a message's content: a string, or the texts of its parts. */
export function contentText(content: unknown): string {
  const text = textOf(content);
  if (text !== undefined) return text;
  return items(content)
    .map((part) => textOf(part) ?? textOf(fields(part)['text']) ?? '')
    .join('\n');
}
