import { rm } from 'node:fs/promises';
import type { TreeDeps } from '../agents/workplace/workplace-deps.ts';
import { applyPatch } from '../shell/git/apply-patch.ts';
import { makePrivateRepository } from '../shell/git/private-repository.ts';
import { findRepository } from '../shell/git/repository.ts';

export interface Applying {
  /** Absolute, real. */
  readonly workspace: string;
  /** Where the child was asked to work; absolute, real. */
  readonly cwd: string;
  readonly file: string;
  /** For the private repository that git works with; made and removed. */
  readonly privateDir: string;
  readonly signal: AbortSignal;
}

export type Applied =
  | { readonly ok: true; readonly top: string }
  /** `said`: what does not fit, a line each. */
  | { readonly ok: false; readonly problem: string; readonly said: readonly string[] };

const MAX_LINES = 50;

/** Puts a patch on the files of the repository that a directory belongs to. Nothing that the repository configures runs. */
export async function applyTo(
  deps: Pick<TreeDeps, 'git' | 'start' | 'environment' | 'outputDir'>,
  { workspace, cwd, file, privateDir, signal }: Applying,
): Promise<Applied> {
  const found = await findRepository(cwd, workspace);
  if (!found.ok) return { ...found, said: [] };
  const { repository } = found;
  const program = await deps.git();
  if (program === undefined) return { ok: false, problem: 'git was not found where only you could have put it', said: [] };
  try {
    const at = await makePrivateRepository({ dir: privateDir, top: repository.top, of: repository, withIndex: false });
    const applied = await applyPatch({ deps, program, signal }, at, file);
    if (applied.ok) return { ok: true, top: repository.top };
    const { problem, said } = applied;
    return said.length === 0 ? { ok: false, problem, said } : { ok: false, problem: 'it does not fit.', said: said.slice(0, MAX_LINES) };
  } finally {
    await rm(privateDir, { recursive: true, force: true });
  }
}
