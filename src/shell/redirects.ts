import type { Redirection } from 'unbash';
import type { Redirect, Word } from './analysis.ts';
import { readText } from './here-document.ts';
import { addHazard, spanOf, type WordScope } from './scope.ts';
import { readWord } from './words.ts';

/** Reads redirects as bash applies them; each has a kind, a descriptor and a target. */
export function readRedirects(scope: WordScope, nodes: readonly Redirection[]): Redirect[] {
  return nodes.map((node) => readRedirect(scope, node));
}

/** Bash expands the word of `>&` again after it took the quotes off, and ends it behind `-`: only bare words are what they seem. */
const BARE = /^(\d+-?|-|[A-Za-z_./][\w./+,@%-]*)$/;

/** Bash takes a number for a word when it is no `int`; nobody needs one anywhere near. */
const LARGEST_DESCRIPTOR = 9999;

function readRedirect(scope: WordScope, node: Redirection): Redirect {
  const span = spanOf(scope, node);
  const nothing: Word = { span, value: '', kind: 'static' };
  if (node.descriptor?.type === 'FileDescriptorVariable') addHazard(scope, node, 'a redirect that picks its own descriptor');
  const given = node.descriptor?.type === 'FileDescriptor' ? node.descriptor.value : undefined;
  if (given !== undefined && !(given <= LARGEST_DESCRIPTOR)) addHazard(scope, node, 'a descriptor so large that bash takes it for a word');
  if (node.type === 'HereDoc') {
    if (node.delimiter === undefined || node.closing === undefined) addHazard(scope, node, 'a here-document without its end');
    return { span, kind: 'text', descriptor: given ?? 0, target: readText(scope, node) };
  }
  if (node.target === undefined) {
    addHazard(scope, node, 'a redirect without a target');
    return { span, kind: 'read', descriptor: given ?? 0, target: nothing };
  }
  const words = readWord(scope, node.target);
  const target = words.length === 1 && words[0] !== undefined ? words[0] : nothing;
  if (words.length !== 1) addHazard(scope, node, 'a redirect with more than one target');
  if (node.type === 'HereString') return { span, kind: 'text', descriptor: given ?? 0, target };
  const copies = node.operator === '<&' || node.operator === '>&';
  if (copies && !BARE.test(scope.source.slice(node.target.pos, node.target.end)))
    addHazard(scope, node, 'a descriptor or file that bash may read otherwise than it is written');
  const duplicates = target.kind === 'static' && /^(\d+-?|-)$/.test(target.value);
  switch (node.operator) {
    case '<':
      return { span, kind: 'read', descriptor: given ?? 0, target };
    case '<&':
      if (!duplicates) addHazard(scope, node, 'a descriptor that is not a number');
      return { span, kind: 'duplicate', descriptor: given ?? 0, target };
    case '>&':
      return { span, kind: duplicates ? 'duplicate' : 'write', descriptor: given ?? 1, target };
    case '>':
    case '>>':
    case '>|':
    case '&>':
    case '&>>':
      return { span, kind: 'write', descriptor: given ?? 1, target };
    case '<>':
      return { span, kind: 'write', descriptor: given ?? 0, target };
    default:
      addHazard(scope, node, 'a redirect that is not known');
      return { span, kind: 'write', descriptor: given ?? 1, target };
  }
}
