import type { Dialect } from './sql-words.ts';
import { BANNED, BEFORE_PARENTHESIS, FUNCTIONS, OPENINGS, SHOWN, STATEMENTS, TYPES } from './sql-words.ts';

/** `mark` is an operator or a parenthesis, `quoted` a name in quotes, `text` a string. */
interface Token {
  readonly kind: 'word' | 'number' | 'text' | 'quoted' | 'mark';
  readonly value: string;
}

/**
 * One token, of what means the same in every dialect and to every client: no comment, no backslash, no dollar sign, no single colon, no quote
 * behind a letter, nothing but ASCII.
 */
const TOKEN =
  /(?<blank>[ \t\r\n]+)|(?<number>\d+(?:\.\d+)?(?![\w'"`]))|(?<word>@@[A-Za-z_]\w*|[A-Za-z_]\w*(?!['"`$]))|(?<text>'(?:[ !#%-&(-[\]-~]|'')*'(?!['"`\w]))|(?<quoted>"[\w -]+"|`[\w -]+`)|(?<mark>::|->>?|<=|>=|<>|!=|\|\||[=<>+*/%.,();-])/y;
/** They begin a comment where they stand together, whatever is around. */
const COMMENT = /--|\/\*|\*\//;

function tokensOf(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const groups = TOKEN.exec(text)?.groups;
    if (groups === undefined) return undefined;
    for (const kind of ['word', 'number', 'text', 'quoted', 'mark'] as const) {
      const value = groups[kind];
      if (value !== undefined) tokens.push({ kind, value: kind === 'word' ? value.toLowerCase() : value });
    }
  }
  return tokens;
}

/** Words that follow the opening of a statement which tells about another. */
const BETWEEN = new Set(['explain', 'query', 'plan', 'analyze', 'verbose']);

function tellsDefinition([show, create, kind]: readonly Token[]): boolean {
  return show?.value === 'show' && create?.value === 'create' && /^(table|view|database|schema)$/.test(kind?.value ?? '');
}

/** Whether the statement begins as one that only reads. */
function opens(tokens: readonly Token[], dialect: Dialect): boolean {
  const [first, second] = tokens;
  if (first?.kind !== 'word' || !OPENINGS[dialect].has(first.value)) return false;
  if (first.value === 'show') return (second?.kind === 'word' && SHOWN.has(second.value)) || tellsDefinition(tokens);
  if (first.value !== 'explain') return true;
  const rest = tokens.find((token) => !BETWEEN.has(token.value));
  return rest?.kind === 'word' && (rest.value === 'select' || rest.value === 'with');
}

/** Whether a token may stand behind `before` and in front of `after`. */
function fits(token: Token, before: Token | undefined, after: Token | undefined, dialect: Dialect): boolean {
  const { kind, value } = token;
  if (value === ';') return false;
  if (value === '::') return after?.kind === 'word' && TYPES.has(after.value);
  if (kind === 'text') return before?.value !== 'from' && before?.value !== 'join' && (dialect !== 'duckdb' || !/[./:*~]/.test(value));
  // A name in quotes may be a file (DuckDB) or a function, too.
  if (kind === 'quoted') return after?.value !== '(' && after?.kind !== 'text' && !BANNED.has(value.slice(1, -1).toLowerCase());
  // DuckDB takes `from data.csv` for a file.
  if (value === '.') return dialect !== 'duckdb';
  if (kind !== 'word') return true;
  if (BANNED.has(value) || (dialect === 'tsql' && STATEMENTS.has(value))) return false;
  return after?.value !== '(' || ((FUNCTIONS.has(value) || BEFORE_PARENTHESIS.has(value)) && before?.value !== '.');
}

/**
 * Whether a text is one statement that only reads tables, told by a positive grammar: known characters, no word that writes, every function known.
 * Total; what is not understood is not proven. What views and functions of the database itself do is not looked at.
 */
export function isPlainQuery(text: string, dialect: Dialect): boolean {
  if (COMMENT.test(text.replace(/'(?:[^'\\]|'')*'/g, "''"))) return false;
  const tokens = tokensOf(text.replace(/;?\s*$/, ''));
  if (tokens === undefined || !opens(tokens, dialect)) return false;
  // `show create table` is the only one that tells about a word of another statement.
  const from = tellsDefinition(tokens) ? 2 : 0;
  return tokens.every((token, at) => at < from || fits(token, tokens[at - 1], tokens[at + 1], dialect));
}
