import path from 'node:path';
import type { ChildTool } from '../../../src/agents/child-tools/child-tool.ts';
import type { RunAllowed } from '../../../src/agents/child-tools/child-tool-deps.ts';
import { createChildTools } from '../../../src/agents/child-tools/create-child-tools.ts';
import type { Hold } from '../../../src/agents/hold/hold.ts';
import { startCommand } from '../../../src/shell/process/run.ts';
import { runCommand, taskEnvironment } from './commands.ts';
import { makeRepository } from './repository.ts';
import { scoreOf } from './score.ts';
import { LAZY } from './script-play.ts';
import type { ScriptStep, Task } from './task.ts';

/** Kinds whose check fails as long as nothing is done; in the others something that works is changed. */
const BROKEN_BEFORE: ReadonlySet<Task['kind']> = new Set(['fix', 'script']);

/**
 * Looks whether a task can tell good work from none: what it is scored by fails before, for a child that only says that it is done, and
 * passes after the scripted solution, each step of which comes to what is written. Its tools are the real ones, with a gate
 * that knows of its access and nothing else.
 * @param root a directory that is not there yet
 * @returns what is wrong
 */
export async function selfCheck(task: Task, root: string, PATH: string): Promise<readonly string[]> {
  const dir = path.join(root, 'work');
  makeRepository(task, dir);
  const score = async (name: string, final: string): Promise<boolean> =>
    (await scoreOf(task, { dir, final, scratch: path.join(root, name), PATH })).passed;
  const check = async (): Promise<boolean | undefined> =>
    task.check === undefined ? undefined : (await runCommand(task.check, dir, PATH)).passed;
  const wrong: string[] = [];
  if (await score('before', finalOf(LAZY))) wrong.push('the score passes before anything is done');
  if ((await check()) === BROKEN_BEFORE.has(task.kind)) wrong.push(`the check ${BROKEN_BEFORE.has(task.kind) ? 'passes' : 'fails'} before`);
  wrong.push(...(await play(task, realTools(task, dir, path.join(root, 'out'), PATH))));
  if (!(await score('after', finalOf(task.script)))) wrong.push('the score fails after the scripted solution');
  if ((await check()) === false) wrong.push('the check fails after the scripted solution');
  return wrong.map((one) => `${task.id}: ${one}`);
}

function finalOf(script: readonly ScriptStep[]): string {
  const last = script.at(-1);
  return last !== undefined && 'say' in last ? last.say : '';
}

async function play({ script }: Task, tools: readonly ChildTool[]): Promise<readonly string[]> {
  const { signal } = new AbortController();
  const wrong: string[] = [];
  for (const [at, step] of script.entries()) {
    if ('say' in step) continue;
    const tool = tools.find(({ name }) => name === step.tool);
    const args = tool?.input.safeParse(step.args);
    const back = tool === undefined || args?.success !== true ? 'no such tool or argument' : (await tool.call(args.data, signal)).text;
    if (!new RegExp(step.expect, 'm').test(back))
      wrong.push(`step ${at + 1} (${step.tool}): wanted /${step.expect}/, got ${JSON.stringify(back.slice(0, 400))}`);
  }
  return wrong;
}

function realTools({ access }: Task, cwd: string, outputDir: string, PATH: string): readonly ChildTool[] {
  let started = 0;
  const run: RunAllowed = async ({ argv, cwd: there }, { timeoutMs }) => {
    started += 1;
    const command = startCommand({
      argv,
      cwd: there,
      env: taskEnvironment(PATH),
      timeoutMs,
      outputDir: path.join(outputDir, `${started}`),
    });
    return { end: await command.done, output: command.output };
  };
  const hold: Hold = {
    judge: async (action) => {
      if (access === 'read-only' && action.kind === 'path' && action.use === 'write') return { allowed: false, reason: 'it only reads' };
      const execution = action.kind === 'command' ? { argv: ['/bin/bash', '-c', action.command], cwd: action.cwd, env: {} } : undefined;
      return { allowed: true, execution, ended: () => undefined };
    },
  };
  return createChildTools({ hold, cwd, access, home: cwd, run });
}
