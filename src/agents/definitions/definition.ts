import type { Access } from '../../policy/action.ts';
import type { ToolKind } from '../runner.ts';

/** A role for a child that a repository describes: who it is to be, and what of its parent's it does without. It never gives anything. */
export interface Definition {
  readonly name: string;
  /** As it was found; absolute. */
  readonly file: string;
  readonly real: string;
  /** Of the bytes that it was read from, in hex. */
  readonly sha256: string;
  /** For whoever chooses one; foreign text. */
  readonly description: string;
  /** For the child; foreign text. */
  readonly instructions: string;
  /** The most that it gets. */
  readonly access: Access | undefined;
  /** `fast`, `balanced`, `deep`, or the agent's own name of a model. */
  readonly model: string | undefined;
  /** All that is left of its tools. */
  readonly only: readonly ToolKind[] | undefined;
  /** Id of the agent that it is for. */
  readonly base: string | undefined;
}

/** What is at the place of a definition. */
export interface DefinitionStatus {
  /** Only there when it may be used. */
  readonly definition: Definition | undefined;
  /** Its own, or what its file is called; made of plain signs. */
  readonly name: string;
  readonly file: string;
  readonly state: 'trusted' | 'untrusted' | 'fingerprint-changed' | 'unreadable';
  /** Why it may not be used; our own words and escaped foreign ones. Empty when it may. */
  readonly why: string;
}
