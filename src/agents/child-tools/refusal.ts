import type { ToolReply } from './child-tool.ts';

/** Why a call comes to nothing, in our own words and escaped foreign ones; for the model. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

export const CANCELLED = 'The call was cancelled.';

/** Runs a call; whatever goes wrong in it is a reply. */
export async function replying(work: () => Promise<string>): Promise<ToolReply> {
  try {
    return { text: await work(), isError: false };
  } catch (error) {
    return { text: wordsOf(error), isError: true };
  }
}

/** Codes of errno(3) that a model can do something about. */
const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file.',
  ENOTDIR: 'A part of the path is a file, not a directory.',
  EACCES: 'The system does not permit it.',
  EPERM: 'The system does not permit it.',
  EROFS: 'The file system is read-only.',
  ENOSPC: 'The disk is full.',
  EDQUOT: 'The disk quota is used up.',
  ELOOP: 'The path goes through too many links, or through one that has just been put there.',
  ENAMETOOLONG: 'The path is too long.',
  EISDIR: 'It is a directory.',
  EEXIST: 'Something has been put in its way since it was judged; try again.',
};

/** Our own words for what went wrong; of a foreign error only its code. */
function wordsOf(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  const code = codeOf(error);
  return WORDS[code] ?? `It failed${code === '' ? '' : ` (${code})`}.`;
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
