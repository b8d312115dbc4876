import { basename } from 'node:path';
import type { Git } from '../../shell/git/git.ts';
import { isRevision } from '../../shell/git/revision.ts';
import { visible } from '../../shell/visible.ts';
import type { Part } from './fence.ts';
import { permitted } from './permitted.ts';
import { namedIn, type Reading, readForChild, TOOL } from './read-file.ts';

const MAX_LINES = 200;
/** Of those lines: longer ones are no text that a child can use. */
const MAX_FILE_BYTES = 65_536;
/** UTF-16 units of a diff. */
const MAX_DIFF = 4_000;
const MAX_SHOWN_REF = 200;

/** Where evidence comes from. */
export interface EvidenceSources extends Reading {
  readonly git: Git;
}

export type Evidence = { readonly ok: true; readonly parts: readonly Part[] } | { readonly ok: false; readonly problem: string };

/** What a reference gave, or why it gave nothing; our own words. */
type Gathered = Omit<Part, 'tag' | 'label'> | string;

/** Gathers what references name. One that is unknown or broken is a problem that names it, and then nothing is gathered. */
export async function gatherEvidence(refs: readonly string[], sources: EvidenceSources): Promise<Evidence> {
  const parts: Part[] = [];
  // What is only text costs nothing, and is refused before anything is read.
  for (const [at, ref] of refs.entries()) if (readerOf(ref) === undefined) return broken(at, ref, UNKNOWN);
  for (const [at, ref] of refs.entries()) {
    const gathered = sources.signal.aborted ? 'the call was cancelled' : await readerOf(ref)?.(ref.slice(ref.indexOf(':') + 1), sources);
    if (gathered === undefined || typeof gathered === 'string') return broken(at, ref, gathered ?? UNKNOWN);
    parts.push({ tag: 'evidence', label: ref.startsWith('finding:') ? 'finding' : ref, ...gathered });
  }
  return { ok: true, parts };
}

const UNKNOWN = 'it is none of file:<path>, diff:[<revision>] and finding:<text>; write one of them';

function broken(at: number, ref: string, why: string): Evidence {
  const shown = visible(ref).replaceAll('\n', ' ');
  const text = shown.length > MAX_SHOWN_REF ? `${shown.slice(0, MAX_SHOWN_REF)}…` : shown;
  return { ok: false, problem: `evidence_refs[${at}] ${JSON.stringify(text)}: ${why}` };
}

type Reader = (body: string, sources: EvidenceSources) => Promise<Gathered>;

function readerOf(ref: string): Reader | undefined {
  return READERS.find(([start]) => ref.startsWith(start))?.[1];
}

const READERS: readonly (readonly [start: string, reader: Reader])[] = [
  ['file:', fileText],
  ['diff:', diffText],
  ['finding:', async (text) => (text.trim() === '' ? 'it says nothing' : { text, note: undefined })],
];

async function fileText(body: string, sources: EvidenceSources): Promise<Gathered> {
  if (body === '') return 'it names no file';
  const read = await readForChild(namedIn(sources.cwd, body), MAX_FILE_BYTES, sources);
  if (!read.ok) return read.problem;
  const lines = read.text.split('\n');
  const more = lines.length > MAX_LINES && lines.slice(MAX_LINES).join('') !== '';
  const text = lines.slice(0, MAX_LINES).join('\n');
  return { text, note: more ? `only its first ${MAX_LINES} lines` : read.truncated ? `only its first ${MAX_FILE_BYTES} bytes` : undefined };
}

async function diffText(revision: string, { gate, git, cwd, access, signal }: EvidenceSources): Promise<Gathered> {
  // What may stand in a revision has no meaning for a shell.
  if (revision !== '' && !isRevision(revision)) return 'that is no revision and no range of two; write for example main, HEAD~2 or v1..v2';
  const command = `git diff ${revision === '' ? 'HEAD' : revision} --`;
  const asked = await permitted(gate, { kind: 'command', tool: TOOL, command, cwd, access }, signal);
  if (!asked.allowed) return asked.reason;
  const { execution } = asked;
  const program = execution?.argv[0];
  const diff =
    execution === undefined || program === undefined || basename(program) !== 'git'
      ? { ok: false as const, problem: 'git was not found' }
      : await git.diff({ program, cwd: execution.cwd, revision, maxLength: MAX_DIFF, signal });
  asked.ended({ status: diff.ok ? 'completed' : 'failed' });
  if (!diff.ok) return diff.problem;
  const notes = [
    ...(diff.truncated ? [`only its first ${MAX_DIFF} characters`] : []),
    ...(diff.secrets > 0 ? [`${diff.secrets} secret files left out`] : []),
  ];
  return { text: diff.text === '' ? '(nothing has changed)' : diff.text, note: notes.length === 0 ? undefined : notes.join('; ') };
}
