import * as z from 'zod';
import type { ActionClass } from '../../src/shell/analysis.ts';
import { decideCommand } from '../../test/policy/decide-harness.ts';
import { type PeerRow, readPeers } from './peers.ts';
import { readRows } from './read-corpus.ts';
import type { Miss, Score } from './score.ts';

/** Clients that reach any address: what they only read can carry data out all the same. */
const NETWORK_CLIENTS = new Set(
  'curl wget http https xh ping ping6 dig host nslookup whois traceroute tracepath mtr nc ncat netcat telnet ssh scp sftp rsync ftp nmap'.split(
    ' ',
  ),
);
/** What only reads, here or at a known service, or runs the code of the workspace. */
const QUIET: readonly (ActionClass | undefined)[] = ['read-only', 'remote-read', 'workspace-code'];

const ELSEWHERE: typeof QUIET = ['remote-read', 'workspace-code'];

/** A command that Dippy runs unasked, that is neither a remote read nor the workspace's code, and that is asked about here. */
const asked = z.object({ command: z.string(), reason: z.string().min(20) });

/** What Dippy runs unasked, without the network: how much of it is of a quiet class, and that all which is local runs unasked here too. */
export function scoreDippy(): Score[] {
  const rows = readPeers().filter(({ source, expected }) => source === 'dippy' && expected === 'allow');
  const judged = rows.map((row) => ({ row, decided: decideCommand(row.command) }));
  const without = judged.filter(({ decided }) => !decided.analysis.invocations.some(({ name }) => NETWORK_CLIENTS.has(name)));
  const loud = without.filter(({ decided }) => !QUIET.includes(decided.verdict.class));
  const local = without.filter(({ decided }) => !ELSEWHERE.includes(decided.verdict.class));
  const stopped = local.filter(({ decided }) => decided.verdict.decision !== 'allow').map(({ row }) => row.command);
  const listed = readRows('asked.jsonl', asked).map(({ command }) => command);
  const miss = ({ row, decided: { verdict } }: (typeof judged)[number]): Miss => ({
    command: row.command,
    expected: QUIET.join(', '),
    seen: `${verdict.decision}, ${verdict.class}: ${verdict.reason}`,
  });
  return [
    { corpus: 'dippy: quiet classes', rows: without.length, misses: loud.map(miss), faults: [] },
    {
      corpus: 'dippy: local and unasked',
      rows: local.length,
      misses: local.filter(({ decided }) => decided.verdict.decision !== 'allow').map(miss),
      faults: faultsOf(stopped, listed),
    },
  ];
}

/** The list has a reason for each, and nothing that is allowed by now. */
function faultsOf(stopped: readonly PeerRow['command'][], listed: readonly string[]): string[] {
  return [
    ...stopped.filter((command) => !listed.includes(command)).map((command) => `asked about and not listed: ${JSON.stringify(command)}`),
    ...listed
      .filter((command) => !stopped.includes(command))
      .map((command) => `listed, and no longer asked about: ${JSON.stringify(command)}`),
  ];
}
