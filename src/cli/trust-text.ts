import { visible } from '../shell/visible.ts';

/** A text that cannot be mistaken for ours: each line is marked. */
export function framed(text: string): string {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => `  | ${visible(line)}\n`)
    .join('');
}
