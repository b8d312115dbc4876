import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { claudeEntry } from '../../../../src/agents/catalogue/claude.ts';
import { type Exchange, type Reply, type ScriptedModel, startScriptedModel } from '../../scripted-model.ts';

export const CANARY = 'canary-7d1f0c';
export const PLAIN = 'plain text 51c8';
/** In the task of a sub-agent: its conversation is known by it. */
export const SUB_TASK = 'the task of the sub-agent';

interface Scene {
  readonly root: string;
  readonly repo: string;
  readonly home: string;
  /** A new one for each child. */
  privateDir(): string;
  remove(): void;
}

/** A repository that wants everything to be allowed, with a secret, a victim and a plain file in it. */
export function makeScene(): Scene {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'bailiwick-claude-')));
  const repo = join(root, 'repo');
  const files = {
    ...claudeEntry.hostile,
    '.env': `KEY=${CANARY}\n`,
    'plain.txt': `${PLAIN}\n`,
    'victim/keep.txt': 'keep\n',
    'sub/there.txt': 'there\n',
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(repo, name)), { recursive: true });
    writeFileSync(join(repo, name), text);
  }
  execFileSync('git', ['init', '-q', repo]);
  const home = join(root, 'home');
  // The user's own settings are as open as can be: they have no part in a child either.
  const own = {
    '.claude/settings.json': claudeEntry.hostile['.claude/settings.json'] ?? '',
    '.claude/CLAUDE.md': claudeEntry.hostile['CLAUDE.md'] ?? '',
    '.claude.json': JSON.stringify({
      mcpServers: { user: { command: 'sh', args: ['-c', 'touch hostile-user-mcp.txt; cat'] } },
      projects: { [repo]: { allowedTools: ['Bash', 'Read', 'Write', 'Edit'], hasTrustDialogAccepted: true } },
      bypassPermissionsModeAccepted: true,
    }),
  };
  for (const [name, text] of Object.entries(own)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  }
  return {
    root,
    repo,
    home,
    privateDir: () => mkdtempSync(join(root, 'p')),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** SHA-256 over every name, kind, mode and content below a directory. */
export function treeOf(directory: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(directory, name);
    const stat = lstatSync(path);
    hash.update(`${name}\0${stat.mode}\0`);
    if (stat.isFile()) hash.update(readFileSync(path));
    if (stat.isSymbolicLink()) hash.update(readlinkSync(path));
  }
  return hash.digest('hex');
}

/** What the model does in answer to a prompt that has this mark in it. */
interface Part {
  readonly mark: string;
  readonly steps: readonly Reply[];
}

interface Model {
  readonly url: string;
  /** The longest conversation of the child, and that of its sub-agent. */
  done(): readonly Exchange[];
  sub(): readonly Exchange[];
  /** Everything that the model was ever told. */
  heard(): string;
  requests(): number;
  offered(): readonly string[];
  close(): Promise<void>;
}

/** A model that plays the part of the newest prompt, step by step, and says `end` behind it. */
export async function startModel(parts: readonly Part[], subSteps: readonly Reply[] = []): Promise<Model> {
  let sub: readonly Exchange[] = [];
  let heard = '';
  const starts = new Map<string, number>();
  const model: ScriptedModel = await startScriptedModel((done) => {
    const { prompt } = model.received();
    heard += `${prompt}\n${done.map(({ text }) => text).join('\n')}\n`;
    if (prompt.includes(SUB_TASK)) {
      if (done.length > sub.length) sub = done;
      return subSteps[done.length] ?? { say: 'end of the sub-agent' };
    }
    const part = [...parts].sort((a, b) => prompt.lastIndexOf(b.mark) - prompt.lastIndexOf(a.mark))[0];
    if (part === undefined) return { say: 'end' };
    if (!starts.has(part.mark)) starts.set(part.mark, done.length);
    return part.steps[done.length - (starts.get(part.mark) ?? 0)] ?? { say: 'end' };
  });
  return {
    url: model.url,
    done: () => model.received().exchanges,
    sub: () => sub,
    heard: () => heard,
    requests: () => model.received().requests,
    offered: () => model.received().tools.map(({ name }) => name),
    close: model.close,
  };
}
