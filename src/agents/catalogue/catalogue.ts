import { claudeEntry } from './claude.ts';
import { codexEntry } from './codex.ts';
import { copilotEntry } from './copilot.ts';
import type { AgentEntry } from './entry.ts';
import { geminiEntry } from './gemini.ts';
import { kimiEntry } from './kimi.ts';
import { opencodeEntry } from './opencode.ts';
import { qwenEntry } from './qwen.ts';

/** Every agent that is known; one file each. */
export const CATALOGUE: readonly AgentEntry[] = [claudeEntry, codexEntry, geminiEntry, opencodeEntry, qwenEntry, copilotEntry, kimiEntry];
