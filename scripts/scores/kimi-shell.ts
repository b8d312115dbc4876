import * as z from 'zod';
import { scoreAccepted, scoreQuiet, scoreRefused } from './differences.ts';
import { readValue } from './read-corpus.ts';
import type { Score } from './score.ts';

const commands = z.array(z.string());
const tables = z.object({ accepted: commands, rejected: commands, unsafe: commands, safe: commands });

/** The tables of kimi-plugin-cc: what its evaluator refuses, and what it runs unasked (our friction). */
export function scoreKimiShell(): Score[] {
  const { accepted, rejected, unsafe, safe } = readValue('kimi-shell.json', tables);
  return [
    scoreRefused('kimi shell: refused', 'kimi-shell', [...rejected, ...unsafe]),
    scoreAccepted('kimi shell: accepted', [...accepted, ...safe]),
    scoreQuiet('kimi shell: accepted, or code of the workspace', accepted),
  ];
}
