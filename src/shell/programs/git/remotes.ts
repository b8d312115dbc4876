import type { Effects, Fact, Word } from '../../analysis.ts';
import { danger, effects, networkFact, notProven } from '../effects.ts';
import type { Grammar } from '../options.ts';
import { optionTable, scan } from '../options.ts';
import { hasOption } from '../scanned.ts';
import type { Subcommand } from '../subcommands.ts';
import { hostOf } from '../words.ts';
import { listRemote, remotePrune, remoteShow } from './remote-reads.ts';

/** Options that name a program for the other side, other configuration, or a template with hooks. */
const RUNS =
  '--upload-pack --receive-pack --exec --config --template --server-option --upload-archive --recurse-submodules-default --signed';

/** Transports that are programs. */
function isProgramUrl(word: Word): boolean {
  return /^(ext|fd|[a-z0-9+.-]+)::/.test(word.value) || word.value.startsWith('-');
}

interface Remote {
  readonly verb: string;
  readonly direction: 'upload' | 'download' | 'unknown';
  readonly values: string;
  readonly refused: string;
  /** Options that delete or overwrite on the other side. */
  readonly destroys?: string;
  readonly deletes?: string;
  /** The last operand is a directory that is made. */
  readonly makes?: boolean;
  /** It changes the repository, too. */
  readonly writes: boolean;
}

function remote(table: Remote): (args: readonly Word[], words: number) => Effects {
  const grammar: Grammar = {
    flags: `${table.destroys ?? ''} ${table.deletes ?? ''}`,
    values: table.values,
    refused: table.refused,
    lenient: true,
  };
  const roles = optionTable(grammar);
  return (args, words): Effects => {
    const scanned = scan(args, roles);
    const [where, ...rest] = scanned.operands;
    const facts: Fact[] = [
      networkFact('git', table.direction, where?.value.includes(':') ? hostOf(where) : undefined),
      ...(table.writes ? [{ kind: 'git_write', verb: table.verb } as const] : []),
    ];
    const forced = hasOption(scanned, table.destroys ?? '') || (table.verb === 'push' && rest.some((word) => /^[+:]/.test(word.value)));
    const deletes = hasOption(scanned, table.deletes ?? '') || (table.verb === 'push' && rest.some((word) => /^\+?:/.test(word.value)));
    if (forced || deletes) facts.push(danger(`git ${table.verb} that overwrites or deletes`));
    const known = { facts, writes: table.makes ? rest : [] };
    if (scanned.unknown !== undefined) return notProven(scanned.unknown, known);
    if (scanned.doubtful !== undefined) return notProven('a word that is only known when it runs could be an option', known);
    if (scanned.operands.some(isProgramUrl)) return notProven('a transport that is a program', known);
    return effects('network', deletes ? { none: 'it deletes on the other side' } : { words }, known);
  };
}

function remoteCommand(args: readonly Word[], words: number): Effects {
  const operands = args.filter((word) => word.kind !== 'static' || !/^(-v|--verbose)$/.test(word.value));
  const [verb, ...rest] = operands;
  if (verb === undefined) return effects('read-only', { words });
  if (verb.kind !== 'static') return notProven('what it does is only known when it runs');
  if (verb.value === 'get-url' && operands.every((word) => word.kind === 'static')) return effects('read-only', { words: words + 1 });
  const facts: readonly Fact[] = [{ kind: 'git_write', verb: 'remote' }];
  if (verb.value === 'show') return remoteShow(rest, words + 1);
  if (verb.value === 'prune') return remotePrune(rest, words + 1);
  if (verb.value === 'update') return effects('network', { words: words + 1 }, { facts: [networkFact('git', 'download')] });
  if (operands.some(isProgramUrl)) return notProven('an option or a transport that is a program', { facts });
  return effects('git-write', { none: 'it changes where the repository pushes and fetches' }, { facts });
}

export const REMOTES: Readonly<Record<string, Subcommand>> = {
  push: remote({
    verb: 'push',
    direction: 'upload',
    values: '-o --push-option --repo --recurse-submodules',
    refused: RUNS,
    destroys: '-f --force --force-with-lease --mirror --prune',
    deletes: '-d --delete --mirror --prune',
    writes: true,
  }),
  pull: remote({ verb: 'pull', direction: 'download', values: '-s -X -j --depth --strategy', refused: `${RUNS} -x --exec`, writes: true }),
  fetch: remote({
    verb: 'fetch',
    direction: 'download',
    values: '-j -o --depth --deepen --shallow-since --refmap --filter',
    refused: RUNS,
    writes: true,
  }),
  clone: remote({
    verb: 'clone',
    direction: 'download',
    values: '-b -o -j --depth --branch --origin --filter --shallow-since --reference --separate-git-dir --bundle-uri',
    refused: `${RUNS} -u -c`,
    makes: true,
    writes: true,
  }),
  'ls-remote': listRemote(remote({ verb: 'ls-remote', direction: 'download', values: '--sort -o', refused: RUNS, writes: false })),
  'remote-https|remote-http|remote-ext|remote-fd|fetch-pack|send-pack|http-fetch|http-push|upload-pack|receive-pack|upload-archive|request-pull|svn|p4|cvsimport|cvsexportcommit|cvsserver|archimport|imap-send|http-backend|annex':
    () => notProven('it talks to another machine in its own way', { facts: [networkFact('git', 'unknown')] }),
  'credential|credential-store|credential-cache': () =>
    notProven('it handles credentials', { facts: [{ kind: 'credential_access', what: 'git credentials' }] }),
  remote: remoteCommand,
};
