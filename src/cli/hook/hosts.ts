import { claudeCode } from './claude-code.ts';
import { codex } from './codex.ts';
import { gemini } from './gemini.ts';
import type { HookHost } from './host.ts';
import { kimi } from './kimi.ts';

/** Every agent whose hook this can be. */
export const HOOK_HOSTS: readonly HookHost[] = [claudeCode, codex, gemini, kimi];
