import type { CommandExpansionPart } from 'unbash';
import type { WordScope } from './scope.ts';

/** What `$(cat <<'EOF' …)` is: text of several lines as agents write it. `undefined` for every other substitution. */
export function copiedText({ source }: WordScope, { script, pos }: CommandExpansionPart): string | undefined {
  const [statement, ...more] = script?.commands ?? [];
  // Between back-ticks a backslash means something else.
  if (!source.startsWith('$(', pos)) return undefined;
  if (statement === undefined || more.length > 0 || script?.source !== undefined || (script?.errors?.length ?? 0) > 0) return undefined;
  const { command, background } = statement;
  if (background === true || command.type !== 'Command') return undefined;
  const [redirect, ...others] = command.redirects;
  const copies = command.name?.text === 'cat' && command.prefix.length === 0 && command.suffix.every(({ type }) => type === 'HereDoc');
  if (!copies || others.length > 0 || redirect?.type !== 'HereDoc' || redirect.operator !== '<<' || redirect.descriptor !== undefined)
    return undefined;
  const { body, delimiter, closing } = redirect;
  if (delimiter?.quoted !== true || closing === undefined || body.text !== source.slice(body.pos, body.end)) return undefined;
  return body.text.replace(/\n+$/, '');
}
