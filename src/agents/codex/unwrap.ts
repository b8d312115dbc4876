/** What needs no quotes in a shell. */
const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+/;
const SINGLE = /^'([^']*)'/;
/** Nothing that a shell would expand: what is special stands behind a backslash. */
const DOUBLE = /^"((?:[^"\\$`]+|\\["\\$`])*)"/;

/** Shells whose command strings read like bash's. */
const BASH: readonly (string | undefined)[] = ['/bin/bash', '/usr/bin/bash'];

/**
 * Takes a command as the agent tells it: the words of what it starts, quoted for a shell. Returns the script that bash is handed in it,
 * or the whole when it is anything but `bash -c` and one word: then what it starts is judged.
 */
export function unwrapped(command: string): string {
  const words = wordsOf(command);
  const [shell, flag, script, ...more] = words ?? [];
  return BASH.includes(shell) && flag === '-c' && script !== undefined && more.length === 0 ? script : command;
}

/** The words of a command line in which nothing is expanded; `undefined` when it is not certain what they are. */
function wordsOf(text: string): readonly string[] | undefined {
  const words: string[] = [];
  let rest = text;
  while (rest !== '') {
    let word = '';
    while (rest !== '' && !rest.startsWith(' ')) {
      const part = firstPart(rest);
      if (part === undefined) return undefined;
      word += part.value;
      rest = rest.slice(part.length);
    }
    words.push(word);
    if (rest.startsWith(' ')) rest = rest.slice(1);
  }
  return words;
}

function firstPart(text: string): { readonly value: string; readonly length: number } | undefined {
  const [plain] = PLAIN.exec(text) ?? [];
  if (plain !== undefined) return { value: plain, length: plain.length };
  const [single, inSingle] = SINGLE.exec(text) ?? [];
  if (single !== undefined) return { value: inSingle ?? '', length: single.length };
  const [double, inDouble] = DOUBLE.exec(text) ?? [];
  if (double !== undefined) return { value: (inDouble ?? '').replace(/\\(["\\$`])/g, '$1'), length: double.length };
  return undefined;
}
