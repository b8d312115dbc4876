import path from 'node:path';
import { type TrustedFiles, trustOf } from '../../policy/rules/trust.ts';
import { visible } from '../../shell/visible.ts';
import type { DefinitionStatus } from './definition.ts';
import { type DefinitionFile, definitionFiles, readDefinition } from './definition-files.ts';

export interface DefinitionsDeps {
  /** Absolute, real. */
  readonly workspace: string;
  /** What a person has trusted, as it stands now; see `readTrust`. */
  readonly trusted: () => TrustedFiles;
  /** Whether a name is that of an agent, which no definition may take. */
  readonly known: (id: string) => boolean;
}

/** The roles that a workspace describes; looked at anew each time. Nothing rejects. */
export interface Definitions {
  list(): Promise<readonly DefinitionStatus[]>;
  /** The trusted one of a name, else whatever has it; `undefined` when nothing has. */
  find(name: string): Promise<DefinitionStatus | undefined>;
}

const WHY = {
  untrusted: 'nobody has trusted it yet',
  'fingerprint-changed': 'it has changed since somebody trusted it',
} as const;

/** A definition counts only when a person has trusted its exact bytes: a repository writes it, and it tells a child what to do. */
export function createDefinitions({ workspace, trusted, known }: DefinitionsDeps): Definitions {
  const look = async (found: DefinitionFile): Promise<DefinitionStatus> => {
    const { file } = found;
    const read = await readDefinition(workspace, found, known);
    const unusable = (name: string, state: DefinitionStatus['state'], why: string): DefinitionStatus => ({
      definition: undefined,
      name,
      file,
      state,
      why: visible(why).replaceAll('\n', ' '),
    });
    if (read.kind !== 'definition') return unusable(visible(path.basename(file, path.extname(file))), 'unreadable', read.problem);
    const { bytes, definition } = read;
    const state = trustOf(trusted(), definition.real, bytes);
    return state === 'trusted' ? { definition, name: definition.name, file, state, why: '' } : unusable(definition.name, state, WHY[state]);
  };
  const list = async (): Promise<readonly DefinitionStatus[]> => await Promise.all(definitionFiles(workspace).map(look));
  return {
    list,
    find: async (name) => {
      const named = (await list()).filter((status) => status.name === name);
      return named.find(({ state }) => state === 'trusted') ?? named[0];
    },
  };
}
