import { codeAt } from './code-at.ts';

const SLASH = 0x2f;

/**
 * The name that a program started in `directory` opens for `text`. `..` stays as it is: only the kernel knows where it leads
 * behind a link, so whoever resolves the name must go through it component by component.
 * @param directory absolute.
 */
export function nameIn(directory: string, text: string): string {
  if (codeAt(text, 0) === SLASH) return text;
  if (text === '.' || text === '') return directory;
  return directory === '/' ? `/${text}` : `${directory}/${text}`;
}
