import { join } from 'node:path';
import type { Proof, ProofStore } from '../../store/proofs.ts';
import { PROVEN_LEVELS } from '../../store/proofs.ts';
import { JOURNAL_FILE } from '../journal/journal.ts';
import { type JournalRead, readJournal } from '../journal/read-journal.ts';
import type { TaskSnapshot } from '../task-model.ts';
import { type FilePage, filePage } from './file-page.ts';

/** In the directory of a task's output: what a child in a work tree of its own has changed. */
const PATCH_FILE = 'patch.diff';

/** What is kept of tasks besides their events and what they wrote. Ids are those of tasks whose owner asks: nobody checks them here. */
export interface TaskArchive {
  journal(taskId: string): JournalRead;
  /** Bytes of the journal, as text; `undefined` when there is none. Rejects as the file system does. */
  events(taskId: string, from: number, max: number): Promise<FilePage | undefined>;
  /** Bytes of the patch, as text; `undefined` when there is none. Rejects as the file system does. */
  patch(taskId: string, from: number, max: number): Promise<FilePage | undefined>;
  /** What the level of a task rests on; `undefined` when another proof has taken its place. */
  proof(snapshot: Pick<TaskSnapshot, 'agent' | 'held'>): Proof | undefined;
}

export interface ArchiveDeps {
  /** The directory of a task's output. */
  readonly outputDirOf: (taskId: string) => string;
  readonly proofs: Pick<ProofStore, 'find'>;
}

export function createTaskArchive({ outputDirOf, proofs }: ArchiveDeps): TaskArchive {
  return {
    journal: (taskId) => readJournal(outputDirOf(taskId)),
    events: (taskId, from, max) => filePage(join(outputDirOf(taskId), JOURNAL_FILE), from, max),
    patch: (taskId, from, max) => filePage(join(outputDirOf(taskId), PATCH_FILE), from, max),
    proof({ agent, held }) {
      const level = PROVEN_LEVELS.find((one) => one === held?.assurance);
      const proof = level === undefined ? undefined : proofs.find(agent, level);
      // Without its digest nobody knows whether this is the one.
      return proof !== undefined && proof.digest === held?.proof ? proof : undefined;
    },
  };
}
