import path from 'node:path';

const SLASH = 0x2f;
const DOT = 0x2e;

/**
 * What `path.resolve(directory, text)` gives, without its work where nothing has to be normalised.
 * @param directory absolute and normal.
 */
export function resolvePath(directory: string, text: string): string {
  if (text === '.') return directory;
  if (!isNormal(text)) return path.resolve(directory, text);
  if (text.charCodeAt(0) === SLASH) return text;
  return directory === '/' ? `/${text}` : `${directory}/${text}`;
}

/** No segment of it is empty, `.` or `..`. */
function isNormal(text: string): boolean {
  let length = 0;
  let dots = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== SLASH) {
      length++;
      if (code === DOT) dots++;
      continue;
    }
    if (at > 0 && (length === 0 || (dots === length && length <= 2))) return false;
    length = 0;
    dots = 0;
  }
  return length > 0 && !(dots === length && length <= 2);
}
