import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { LoopModel } from '../../../src/agents/loop/loop-model.ts';
import type { ModelCall, ModelReply } from '../../../src/model/model.ts';

/** What the model answers: calls of tools, or words. */
export type Answer =
  | { readonly calls: readonly (readonly [tool: string, args: unknown])[] }
  | { readonly say: string }
  | { readonly hang: true };

const USAGE = { inputTokens: 100, outputTokens: 10, cachedInputTokens: 0 };

/** A model that plays its answers one after the other, for every child of a test alike; it stands outside of the product. */
export function scriptedLoop(answers: (call: ModelCall, number: number) => Answer, usd: number | null = 0.01): () => LoopModel {
  let made = 0;
  return () => ({
    model: 'scripted-1',
    smallModel: undefined,
    contextTokens: 100_000,
    connect: (account) => ({
      async complete(call, { signal }) {
        made += 1;
        const answer = answers(call, made);
        if ('hang' in answer) {
          await delay(1_000_000, undefined, { signal }).catch(() => undefined);
          return { ok: false, failure: { class: 'user_abort', message: 'stopped' } };
        }
        account(call.role, USAGE, usd);
        const toolUses =
          'calls' in answer
            ? answer.calls.map(([name, args], index) => ({ id: `u${made}_${index}`, name, arguments: JSON.stringify(args) }))
            : [];
        const reply: ModelReply = {
          text: 'say' in answer ? answer.say : '',
          toolUses,
          stop: toolUses.length > 0 ? 'tool_use' : 'end',
          usage: USAGE,
          model: 'scripted-1',
        };
        return { ok: true, reply };
      },
    }),
  });
}

/** The answers of a list, one after the other; the last one again and again. */
export function inTurn(...answers: readonly Answer[]): (call: ModelCall, number: number) => Answer {
  return (_, number) => answers[Math.min(number, answers.length) - 1] ?? { say: '' };
}

/** What a model has heard so far, as one text. */
export const heard = ({ messages }: ModelCall): string => messages.map(({ text }) => text).join('\n');

/** Makes a repository with one commit of a directory. */
export function commitAll(directory: string): void {
  const git = (...args: readonly string[]): void =>
    void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: directory, stdio: 'pipe' });
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'first', '--allow-empty');
}
