import type { DoubleQuotedChild, ParameterExpansionPart, Word as WordNode, WordPart } from 'unbash';
import { UNKNOWN, type Word } from './analysis.ts';
import { visitArithmetic } from './arithmetic.ts';
import { copiedText } from './copied-text.ts';
import { expandBrace, type Literal, readLiteral } from './literal.ts';
import { addHazard, homeIsKnown, type Position, pwdIsKnown, spanOf, type WordScope, workingDirectory } from './scope.ts';

/** Reads one word; see `appendWord`. */
export function readWord(scope: WordScope, node: WordNode): Word[] {
  const words: Word[] = [];
  appendWord(scope, node, words);
  return words;
}

/**
 * Adds to `into` one word as bash would pass it on. A brace word may become several.
 * Whatever the parser calls literal is read a second time by our own rules; where the two do not agree it is a hazard.
 */
export function appendWord(scope: WordScope, node: WordNode, into: Word[]): void {
  const literal = readLiteral(scope.source, node.pos, node.end);
  if (literal === undefined) {
    into.push(readLiveWord(scope, node, node.parts));
    return;
  }
  if (literal.continued && /[<>]/.test(scope.source.charAt(node.end))) addHazard(scope, node, 'a continued line right before a redirect');
  if (literal.brace) appendBraces(scope, node, literal, into);
  else into.push(readLiteralWord(scope, node, literal));
}

function appendBraces(scope: WordScope, node: Position, literal: Literal, into: Word[]): void {
  const span = spanOf(scope, node);
  const words = expandBrace(scope.source.slice(node.pos, node.end));
  if (words !== undefined) {
    for (const value of words) into.push({ span, value, kind: 'static' });
    return;
  }
  addHazard(scope, node, 'a brace expansion that is not plain');
  into.push({ span, value: UNKNOWN + literal.value, kind: 'dynamic' });
}

function readLiteralWord(scope: WordScope, node: Position, { value, glob, tilde }: Literal): Word {
  const span = spanOf(scope, node);
  if (tilde) {
    const home = expandTilde(scope, value);
    const certain = home !== undefined && homeIsKnown(scope) && !value.startsWith('~+');
    return { span, value: home ?? value, kind: !certain ? 'dynamic' : glob ? 'glob' : 'static' };
  }
  if (value.includes('~') && TILDE_VALUE.test(value))
    return { span, value: value.replace('=~', `=${scope.context.home}`), kind: 'dynamic' };
  return { span, value, kind: glob ? 'glob' : 'static' };
}

/** Behind `NAME=`, and there behind `:`, bash expands a tilde also in an argument. */
const TILDE_VALUE = /^[A-Za-z_]\w*\+?=(.*:)?~/s;

/** The home directory in place of `~`; the likely one when the text may change HOME: absolute denials still see it. */
function expandTilde(scope: WordScope, value: string): string | undefined {
  if (value === '~' || value.startsWith('~/')) return scope.context.home + value.slice(1);
  const here = value === '~+' || value.startsWith('~+/') ? workingDirectory(scope) : undefined;
  return here === undefined ? undefined : here + value.slice(2);
}

/** What a live word is put together from. */
export interface Assembly {
  value: string;
  dynamic: boolean;
  glob: boolean;
  /** An unquoted expansion: bash may split it into any number of words. */
  splits: boolean;
}

function readLiveWord(scope: WordScope, node: Position, parts: readonly WordPart[] | undefined): Word {
  const word: Assembly = { value: '', dynamic: false, glob: false, splits: false };
  if (parts === undefined) {
    addHazard(scope, node, 'a word that does not read as the literal it seems');
    return { span: spanOf(scope, node), value: UNKNOWN, kind: 'dynamic' };
  }
  for (const part of parts) addPart(scope, word, part, part.pos === node.pos);
  const [only] = parts;
  const stream = only?.type === 'ProcessSubstitution' && parts.length === 1 && scope.source.startsWith('<(', only.pos);
  return stream ? { ...finish(scope, node, word), stream } : finish(scope, node, word);
}

function finish(scope: WordScope, node: Position, word: Assembly): Word {
  const span = spanOf(scope, node);
  // A split can put anything in front of what stands here, an option for example.
  if (word.splits) return { span, value: UNKNOWN + word.value, kind: 'dynamic' };
  if (word.dynamic && !word.glob) return { span, value: word.value, kind: 'dynamic', whole: true };
  if (word.dynamic || TILDE_VALUE.test(word.value)) return { span, value: word.value, kind: 'dynamic' };
  return { span, value: word.value, kind: word.glob ? 'glob' : 'static' };
}

function addPart(scope: WordScope, word: Assembly, part: WordPart, first: boolean): void {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'Glob':
      addLiteral(scope, word, part, first);
      return;
    case 'DoubleQuoted':
      for (const child of part.parts) addQuoted(scope, word, child);
      return;
    case 'LocaleString':
      addHazard(scope, part, 'a string that may be translated');
      for (const child of part.parts) addQuoted(scope, word, child);
      return;
    case 'AnsiCQuoted':
      if (part.value.includes('\0')) addHazard(scope, part, 'a NUL inside a word: bash cuts the word there');
      if (!KNOWN_ESCAPES.test(part.text)) addHazard(scope, part, "an escape inside $'…' that is not known");
      word.value += part.value;
      return;
    case 'SimpleExpansion':
    case 'ParameterExpansion':
    case 'CommandExpansion':
    case 'ArithmeticExpansion':
      addExpansion(scope, word, part, false);
      return;
    case 'ProcessSubstitution':
      scope.nested(part.script, part);
      word.value += UNKNOWN;
      word.dynamic = true;
      return;
    default:
      addHazard(scope, part, `${part.type} is not analysed`);
      word.value += UNKNOWN;
      word.splits = true;
  }
}

/** What `$'…'` may hold between its quotes; bash reads more than it documents (`\x{41}`), and keeps what it does not know. */
const KNOWN_ESCAPES = /^\$'(?:[^\\]|\\(?:[abeEfnrtv\\'"?]|[0-7]{1,3}|x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}))*'$/;

function addLiteral(scope: WordScope, word: Assembly, part: Position, first: boolean): void {
  const literal = readLiteral(scope.source, part.pos, part.end);
  if (literal === undefined || literal.brace) {
    addHazard(scope, part, 'a word that does not read as the literal it seems');
    word.value += UNKNOWN;
    word.splits = true;
    return;
  }
  const tilde = literal.tilde && first;
  const home = tilde && literal.value.startsWith('~/') ? expandTilde(scope, literal.value) : undefined;
  if (tilde && (home === undefined || !homeIsKnown(scope))) word.dynamic = true;
  word.value += home ?? literal.value;
  word.glob ||= literal.glob;
}

const QUOTED_ESCAPE = /\\([$`"\\\n])/g;

function addQuoted(scope: WordScope, word: Assembly, part: DoubleQuotedChild): void {
  if (part.type !== 'Literal') {
    addExpansion(scope, word, part, true);
    return;
  }
  const text = scope.source.slice(part.pos, part.end);
  const bare = text.replace(QUOTED_ESCAPE, '');
  if (/`|\$[\w({['"@*#?$!-]/.test(bare) || text.includes('$\\\n'))
    addHazard(scope, part, 'quoted text that does not read as the literal it seems');
  word.value += text.replace(QUOTED_ESCAPE, (_, char: string) => (char === '\n' ? '' : char));
}

type Expansion = Exclude<DoubleQuotedChild, { type: 'Literal' }>;

/** Adds what an expansion becomes: known text, or the mark of what nobody knows. */
export function addExpansion(scope: WordScope, word: Assembly, part: Expansion, quoted: boolean): void {
  const known = knownVariable(scope, part);
  if (known !== undefined && (quoted || !/[\s*?[\]\\]/.test(known.value))) {
    word.value += known.value;
    word.dynamic ||= !known.certain;
    return;
  }
  const text = quoted && part.type === 'CommandExpansion' ? copiedText(scope, part) : undefined;
  if (text !== undefined && part.type === 'CommandExpansion') {
    scope.nested(part.script, part);
    word.value += text;
    return;
  }
  checkCredential(scope, part);
  word.value += UNKNOWN;
  word.dynamic = true;
  // "$@" and "${a[@]}" become any number of words in spite of their quotes.
  if (!quoted || /[@*]/.test(part.type === 'CommandExpansion' ? '' : scope.source.slice(part.pos, part.end))) word.splits = true;
  if (part.type === 'CommandExpansion') scope.nested(part.script, part);
  else if (part.type === 'ParameterExpansion') checkParameter(scope, part, quoted);
  else if (part.type === 'ArithmeticExpansion') {
    if (part.expression === undefined) addHazard(scope, part, 'arithmetic that could not be read');
    else visitArithmetic(scope, part.expression);
  }
}

const CREDENTIAL =
  /TOKEN|SECRET|PASSW(OR)?D|PASSPHRASE|CREDENTIAL|API_?KEY|WEBHOOK|_(KEY|PWD|PAT|DSN)$|(^|_)AUTH(_|$)|(DATABASE|DB|REDIS|MONGO\w*|POSTGRES\w*|MYSQL|AMQP|BROKER)_UR[LI]$/i;

/** Expanding a variable shows its value to whoever asked: one that is named like a credential is not handed out unasked. */
function checkCredential(scope: WordScope, part: Expansion): void {
  if (part.type !== 'SimpleExpansion' && part.type !== 'ParameterExpansion') return;
  const name = part.type === 'ParameterExpansion' ? part.parameter : scope.source.slice(part.pos + 1, part.end);
  if (!CREDENTIAL.test(name)) return;
  scope.credentials.push({ span: spanOf(scope, part), text: `$${name}` });
  addHazard(scope, part, `$${name} is named like a credential`);
}

/** The value of `$HOME` or `$PWD`. Not certain when the text may change it: then it only serves absolute denials. */
function knownVariable(scope: WordScope, part: Expansion): { readonly value: string; readonly certain: boolean } | undefined {
  const text = scope.source.slice(part.pos, part.end);
  if (text === '$HOME' || text === '${HOME}') return { value: scope.context.home, certain: homeIsKnown(scope) };
  if (text !== '$PWD' && text !== '${PWD}') return undefined;
  const value = workingDirectory(scope);
  return value === undefined ? undefined : { value, certain: pwdIsKnown(scope) };
}

/** The operations that only choose or cut text; every other one evaluates, assigns or ends the shell. */
const TEXT_OPERATORS = new Set(['-', ':-', '+', ':+', '#', '##', '%', '%%', '/', '//', '/#', '/%', '^', '^^', ',', ',,']);

function checkParameter(scope: WordScope, part: ParameterExpansionPart, quoted: boolean): void {
  if (quoted && scope.source.slice(part.pos, part.end).includes("'"))
    addHazard(scope, part, 'inside double quotes a single quote quotes nothing');
  if (part.prefix === '!') addHazard(scope, part, 'an indirect expansion');
  if (part.index !== undefined && !/^(\d+|@|\*)$/.test(part.index.text)) addHazard(scope, part, 'a subscript is evaluated');
  if (part.index !== undefined) readWord(scope, part.index);
  const operation = part.operation;
  if (operation === undefined) return;
  if (!TEXT_OPERATORS.has(operation.operator))
    addHazard(scope, part, `the expansion operator ${operation.operator} may evaluate or assign`);
  for (const operand of operands(operation)) if (operand !== undefined && operand.pos < operand.end) readWord(scope, operand);
}

function operands(operation: NonNullable<ParameterExpansionPart['operation']>): (WordNode | undefined)[] {
  switch (operation.type) {
    case 'Replace':
      return [operation.pattern, operation.replacement];
    case 'Slice':
      return [operation.offset, operation.length];
    case 'Default':
    case 'Remove':
    case 'CaseModification':
    case 'Transform':
      return [operation.operand];
    default:
      return [];
  }
}
