import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { detectAgents } from '../../src/agents/detect.ts';

test('names agents on the PATH and keys that are set, and starts nothing', () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'agents-'));
  try {
    const trace = path.join(directory, 'started');
    for (const [name, mode] of [
      ['claude', 0o755],
      ['kimi', 0o755],
      ['codex', 0o644],
      ['unknown-agent', 0o755],
    ] as const) {
      writeFileSync(path.join(directory, name), `#!/bin/sh\necho x > ${trace}\n`, { mode });
    }
    expect(detectAgents({ PATH: `.:${directory}`, ANTHROPIC_API_KEY: 'sk', OPENAI_API_KEY: '', OTHER_API_KEY: 'x' })).toEqual({
      agents: ['claude', 'kimi'],
      keys: ['ANTHROPIC_API_KEY'],
    });
    expect(detectAgents({})).toEqual({ agents: [], keys: [] });
    expect(() => rmSync(trace)).toThrow();
  } finally {
    rmSync(directory, { recursive: true });
  }
});
