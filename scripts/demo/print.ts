const colour = process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined;
const paint = (code: string, text: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);

const bold = (text: string): string => paint('1', text);
export const dim = (text: string): string => paint('2', text);
export const green = (text: string): string => paint('32', text);
export const red = (text: string): string => paint('31', text);
export const yellow = (text: string): string => paint('33', text);

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function section(title: string): void {
  say(`\n${bold(title)}`);
}

/** A few lines of output, indented. */
export function shown(text: string, lines = 4): void {
  const all = text.trimEnd().split('\n');
  for (const line of all.slice(0, lines)) say(dim(`      ${line.slice(0, 120)}`));
  if (all.length > lines) say(dim(`      … ${all.length - lines} more lines`));
}

/** A command with the part that decided marked below it. */
export function underline(command: string, part: string): void {
  say(`    ${command}`);
  say(`    ${' '.repeat(Math.max(0, command.lastIndexOf(part)))}${red('^'.repeat(Math.max(1, part.length)))}`);
}

/** Ends the demo when something is not so. */
export function check(claim: string, holds: boolean, found: unknown): void {
  if (!holds) throw new Error(`not so: ${claim}\nfound: ${JSON.stringify(found, undefined, 2)}`);
}
