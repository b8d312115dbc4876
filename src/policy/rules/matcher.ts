import { visible } from '../../shell/visible.ts';
import { MCP_SERVER, MCP_TOOL } from './mcp-names.ts';
import type { Matcher, RuleList } from './rule.ts';
import { MOST_WORDS } from './words.ts';

export type ParsedMatcher = { readonly ok: true; readonly matcher: Matcher } | { readonly ok: false; readonly problem: string };

const LONGEST_RULE = 512;
const KINDS = 'Bash(git push:*), Read(~/notes/**), Write(src/**), Fetch(example.com), Agent(claude) or Mcp(server/tool)';

/** Reads a rule as it is written. A problem says what to write instead. */
export function parseMatcher(text: string, list: RuleList): ParsedMatcher {
  if (text.length > LONGEST_RULE) return refused(`it is longer than ${LONGEST_RULE} characters`);
  if (visible(text) !== text || /[\n\t]/.test(text))
    return refused('it holds characters that do not show; write it in one line of plain ones');
  const found = /^(?<kind>[A-Za-z]+)(?:\((?<body>.*)\))?$/.exec(text.trim());
  const read = found?.groups === undefined ? undefined : READERS.get(found.groups['kind'] ?? '');
  if (read === undefined) return refused(`write ${KINDS}`);
  return read(found?.groups?.['body']?.trim(), list);
}

type Reader = (body: string | undefined, list: RuleList) => ParsedMatcher;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['Bash', readCommand],
  ['Read', (body) => readPath('read', body)],
  ['Write', (body) => readPath('write', body)],
  ['Edit', (body) => readPath('write', body)],
  ['Fetch', readHost],
  ['WebFetch', readHost],
  ['Agent', readAgent],
  ['Mcp', readTool],
]);

const refused = (problem: string): ParsedMatcher => ({ ok: false, problem });

function readCommand(body: string | undefined, list: RuleList): ParsedMatcher {
  if (body === undefined || body === '*') {
    if (list === 'allow') return refused('an allow rule names a command; write Bash(npm test) or Bash(git commit:*)');
    return { ok: true, matcher: { kind: 'bash', words: [], open: true } };
  }
  const open = body.endsWith(':*');
  const words = splitWords(open ? body.slice(0, -2) : body);
  if (typeof words === 'string') return refused(words);
  const [program] = words;
  if (program === undefined || program === '')
    return refused('it names no command; write Bash(git push:*), or Bash(*) for any in deny and ask');
  if (program.startsWith('-')) return refused('the first word must be a program; write Bash(git push:*)');
  if (/^\w+\+?=/.test(program)) return refused('leave the assignment out; write the command alone');
  if (program.endsWith('/')) return refused('the first word is a directory; write the name of a program');
  if (words.length > MOST_WORDS) return refused(`it has more than ${MOST_WORDS} words`);
  return { ok: true, matcher: { kind: 'bash', words, open } };
}

/** Words as a shell would cut them where it has nothing to expand; what is wrong otherwise. */
function splitWords(text: string): readonly string[] | string {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? '';
    if (letter === ' ') {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (letter === "'" || letter === '"') {
      const end = text.indexOf(letter, at + 1);
      if (end === -1) return `a quote is not closed: ${text.slice(at)}`;
      const quoted = text.slice(at + 1, end);
      if (letter === '"' && /[$`\\]/.test(quoted)) return 'a rule expands nothing; write the word in single quotes';
      word = (word ?? '') + quoted;
      at = end;
    } else if (letter === '*') {
      return 'a * may only stand as :* at the end; write Bash(git push:*) for every command that begins with these words';
    } else if (/[|&;<>()$`\\?[\]{}]/.test(letter) || (/[#~]/.test(letter) && word === undefined)) {
      return `${letter} has a meaning for the shell; a rule names the words of one command, write it in single quotes if it is part of a word`;
    } else word = (word ?? '') + letter;
  }
  if (word !== undefined) words.push(word);
  return words;
}

function readPath(kind: 'read' | 'write', body: string | undefined): ParsedMatcher {
  const name = kind === 'read' ? 'Read' : 'Write';
  if (body === undefined || body === '') return refused(`it names no path; write ${name}(src/**), or ${name}(/**) for every file`);
  const pattern = body.replace(/^(\.\/)+/, '');
  if (pattern === '' || pattern.endsWith('/'))
    return refused(`write ${name}(${body.replace(/\/*$/, '')}/**) for all that is in a directory`);
  if (/[[\]{}!\\]/.test(pattern)) return refused('in a path only *, ** and ? have a meaning; write a rule for each of the others');
  if (/^~[^/]/.test(pattern)) return refused('only ~/ stands for a home; write the other path from the root');
  const segments = pattern.split('/');
  if (segments.some((segment) => segment === '..' || segment === '.'))
    return refused('. and .. cannot be matched; write the path without them');
  if (segments.some((segment, at) => segment === '' && at > 0)) return refused('two slashes stand together; write one');
  if (segments.some((segment) => segment.includes('**') && segment !== '**'))
    return refused('** stands alone between slashes; write src/**/*.ts');
  return { ok: true, matcher: { kind, pattern } };
}

function readHost(body: string | undefined, list: RuleList): ParsedMatcher {
  const host = (body ?? '').replace(/^domain:/, '').toLowerCase();
  if (host === '*' || body === undefined) {
    if (list === 'allow') return refused('an allow rule names a host; write Fetch(example.com)');
    return { ok: true, matcher: { kind: 'fetch', host: '*' } };
  }
  if (!/^(\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/.test(host))
    return refused('write only the name of a host: Fetch(example.com), or Fetch(*.example.com) for those below it');
  return { ok: true, matcher: { kind: 'fetch', host } };
}

function readAgent(body: string | undefined, list: RuleList): ParsedMatcher {
  const name = body ?? '*';
  if (name === '*' ? list === 'allow' : !/^[\w.-]+$/.test(name)) return refused('write the name of an agent: Agent(claude)');
  return { ok: true, matcher: { kind: 'agent', name } };
}

function readTool(body: string | undefined, list: RuleList): ParsedMatcher {
  const [, named = '', vouched] = /^([^,]*?)\s*(,\s*read-only)?$/.exec(body ?? '*') ?? [];
  const slash = named.indexOf('/');
  const server = slash === -1 ? named : named.slice(0, slash);
  const tool = slash === -1 ? '*' : named.slice(slash + 1);
  const readOnly = vouched !== undefined;
  if (server === '*' && tool === '*' && !readOnly && list !== 'allow')
    return { ok: true, matcher: { kind: 'mcp', server, tool, readOnly } };
  if (!MCP_SERVER.test(server) || !(tool === '*' || MCP_TOOL.test(tool)))
    return refused('write the name of a server, and of one tool if not all are meant: Mcp(server/tool)');
  if (readOnly && (list !== 'allow' || tool === '*'))
    return refused('read-only vouches for one tool in allow; write Mcp(server/tool, read-only) there');
  return { ok: true, matcher: { kind: 'mcp', server, tool, readOnly } };
}
