import path from 'node:path';

/** Holds the work trees of isolated children: neither in a workspace nor among our own files, where nobody may write. */
export const worktreesDir = (home: string): string => path.join(home, '.local', 'share', 'bailiwick', 'worktrees');
