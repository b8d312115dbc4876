/** A branch, tag, remote branch or hash; `@` and `HEAD` among them. Dots stand between letters, never two together. */
const NAME = /^(?:@|[A-Za-z0-9_](?:[\w/+-]|\.(?![./]))*)/;
/** `~3`, `^2`, `@{u}`, `@{upstream}`, `@{2}`: steps from there, and nothing that searches or reads. */
const STEPS = /^(?:~\d{0,6}|\^\d{0,2}|@\{(?:u|upstream|\d{1,6})\})*$/;
const LONGEST = 250;

/**
 * Whether a text is a revision, or a range of two (`a..b`, `a...b`), and nothing that git could take for an option, a path, a search or a
 * file of a revision. Stricter than git itself.
 */
export function isRevision(text: string): boolean {
  if (text.length > LONGEST) return false;
  const parts = text.split(/\.{2,3}/);
  return parts.length <= 2 && parts.every(isOne);
}

function isOne(text: string): boolean {
  const name = NAME.exec(text)?.[0];
  return name !== undefined && !name.endsWith('.') && !name.endsWith('/') && STEPS.test(text.slice(name.length));
}
