import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ChildTool } from '../../../src/agents/child-tools/child-tool.ts';
import { NOTHING, restored } from '../../../src/agents/loop/restore.ts';
import { AgentError } from '../../../src/agents/protocol.ts';
import type { ModelCall, ModelMessage, ModelResult } from '../../../src/model/model.ts';
import { calls, entriesIn, fails, loop, says, scratch, tool, use, wellFormed } from './fixture.ts';

const LOG = 'conversation.jsonl';
const INTERRUPTED = 'interrupted: whether it took effect is not known; look before you do it again';
const STEPS = 4;

/** What lies outside of all lives of the child: each step takes effect here, and nothing takes it back. */
interface World {
  readonly done: number[];
}

function worldTools(world: World): readonly ChildTool[] {
  return [
    tool('step', (text) => {
      world.done.push(Number(text));
      return `did ${text}`;
    }),
    tool('look', (text) => (world.done.includes(Number(text)) ? `did ${text}` : `missing ${text}`)),
  ];
}

/** A model that goes by what stands in the conversation: two steps an answer, and it looks where it does not know. */
function careful({ messages }: ModelCall): ModelResult {
  const known = new Map<string, string>();
  const texts = new Map<string, string>();
  for (const message of messages) {
    if (message.role === 'assistant') for (const each of message.toolUses ?? []) texts.set(each.id, JSON.parse(each.arguments).text);
    if (message.role === 'tool') known.set(texts.get(message.toolUseId) ?? '', message.text);
  }
  const steps = Array.from({ length: STEPS }, (_, index) => `${index + 1}`);
  const open = steps.filter((step) => known.get(step) !== `did ${step}`);
  if (open.length === 0) return says('all done');
  return calls(
    ...open.slice(0, 2).map((step) => {
      const name = known.get(step) === INTERRUPTED ? 'look' : 'step';
      return use(`${name}-${step}-${messages.length}`, name, { text: step });
    }),
  );
}

/** The log of one whole life, with a summary in the middle of it. */
async function wholeLog(): Promise<string> {
  let asked = 0;
  const { conversation, dir } = await loop({
    tools: worldTools({ done: [] }),
    answers: [
      (call) => {
        asked += 1;
        return asked === 2 ? fails('context_overflow') : careful(call);
      },
    ],
  });
  expect(await conversation.prompt('Do all steps')).toEqual({ kind: 'done', text: 'all done' });
  return readFileSync(join(dir, LOG), 'utf8');
}

function dirWith(log: string | Buffer): string {
  const dir = scratch();
  writeFileSync(join(dir, LOG), log);
  return dir;
}

test('a log that ends at any byte gives messages that both formats take', async () => {
  const log = Buffer.from(await wholeLog());
  const dir = scratch();
  const seen = new Set<string>();
  let most = 0;
  for (let length = 0; length <= log.length; length += 1) {
    writeFileSync(join(dir, LOG), log.subarray(0, length));
    const { messages } = await restored(dir);
    const text = JSON.stringify(messages);
    if (!seen.has(text)) wellFormed(messages);
    seen.add(text);
    most = Math.max(most, messages.length);
  }
  expect(most).toBeGreaterThan(6);
});

test('gone on with from any place, nothing runs twice, and the child completes', async () => {
  const log = await wholeLog();
  const ends = [...log.matchAll(/\n/g)].map(({ index }) => index + 1);
  const places = new Set([0, ...ends.flatMap((end, index) => [end - 1, end, Math.floor((end + (ends[index + 1] ?? end)) / 2)])]);
  for (const place of places) {
    const lines = log
      .slice(0, log.lastIndexOf('\n', place - 1) + 1)
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
    const stepOf = (id: string): number => Number(id.split('-')[1]);
    const ended = lines.flatMap(({ entry, id }) => (entry === 'ended' ? [stepOf(id)] : []));
    const begun = lines.flatMap(({ entry, id }) => (entry === 'begun' && !ended.includes(stepOf(id)) ? [stepOf(id)] : []));
    // Of a call that had begun nobody knows whether it took effect: both are tried.
    for (const done of begun.length === 0 ? [ended] : [ended, [...ended, ...begun]]) {
      const world: World = { done: [...done] };
      const { conversation } = await loop({ tools: worldTools(world), resumeDir: dirWith(log.slice(0, place)), answers: [careful] });
      expect([place, await conversation.prompt('Go on')]).toEqual([place, { kind: 'done', text: 'all done' }]);
      expect([place, world.done.toSorted()]).toEqual([place, [1, 2, 3, 4]]);
    }
  }
  expect(places.size).toBeGreaterThan(30);
});

test('what a call had come to when its writer died', async () => {
  const said: ModelMessage = {
    role: 'assistant',
    text: '',
    toolUses: ['a', 'b', 'c'].map((id) => use(id, 'read_file', { path: `${id}.ts` })),
  };
  const lines = [
    { entry: 'start', version: 1, task: 't0', model: 'm', system: 's', at: 0 },
    { entry: 'message', message: { role: 'user', text: 'Go' } },
    { entry: 'message', message: said },
    { entry: 'begun', id: 'a', name: 'read_file' },
    { entry: 'ended', id: 'a', text: 'A' },
    { entry: 'begun', id: 'b', name: 'read_file' },
  ];
  const before = dirWith(`${lines.map((line) => JSON.stringify(line)).join('\n')}\n{"entry":"ended","id":"b","te`);
  const messages = [
    { role: 'user', text: 'Go' },
    said,
    { role: 'tool', toolUseId: 'a', text: 'A' },
    { role: 'tool', toolUseId: 'b', text: INTERRUPTED },
    { role: 'tool', toolUseId: 'c', text: 'it was not run' },
  ];
  const touched = ['a.ts', 'b.ts', 'c.ts'];
  const second = await loop({ taskId: 't2', resumeDir: before, answers: [says('done')] });
  expect(second.conversation.id).toBe('t2');
  expect(second.entries()).toEqual([
    { entry: 'start', version: 1, task: 't2', model: 'named', system: expect.any(String), at: 1 },
    { entry: 'restored', messages, touched },
  ]);
  await second.conversation.prompt('On');
  expect(second.asked[0]?.messages).toEqual([...messages, { role: 'user', text: 'On' }]);
  // The log that was gone on with stays as it was, and the new one can be gone on with.
  expect(entriesIn(second.dir).length).toBe(5);
  const third = await loop({ resumeDir: second.dir, answers: [says('done')] });
  expect(third.entries()[1]).toEqual({
    entry: 'restored',
    messages: [...messages, { role: 'user', text: 'On' }, { role: 'assistant', text: 'done' }],
    touched,
  });
});

test.each<readonly [string, string | Buffer, string]>([
  ['another file', 'Dear diary,\n', 'what lies there is no log of a conversation; start a new child'],
  ['another file without a line end', 'Dear', 'what lies there is no log of a conversation; start a new child'],
  ['JSON of another kind', '{"jsonrpc":"2.0"}\n', 'what lies there is no log of a conversation; start a new child'],
  ['another version', '{"entry":"start","version":2}\n', 'what lies there is no log of a conversation; start a new child'],
  ['bytes', Buffer.from([0, 255, 10, 1]), 'what lies there is no log of a conversation; start a new child'],
  [
    'a line in the middle',
    '{"entry":"start","version":1,"task":"t","model":"m","system":"s","at":0}\n\0\0\0\n{"entry":"turn","kind":"done"}\n',
    'line 2 of the log of its conversation is damaged; start a new child',
  ],
])('%s is refused', async (_, content, words) => {
  const opening = loop({ resumeDir: dirWith(content) });
  await expect(opening).rejects.toThrow(AgentError);
  await expect(opening).rejects.toThrow(words);
});

test('nothing there, a link, a directory, and more than 64 MiB', async () => {
  const gone = 'there is no conversation to go on with: its log is gone, or it never began; start a new child';
  await expect(restored(scratch())).rejects.toThrow(gone);
  await expect(restored(join(scratch(), 'absent'))).rejects.toThrow(gone);
  const linked = scratch();
  symlinkSync(join(dirWith(''), LOG), join(linked, LOG));
  await expect(restored(linked)).rejects.toThrow('the log of its conversation can not be read (ELOOP)');
  const directory = scratch();
  mkdirSync(join(directory, LOG));
  await expect(restored(directory)).rejects.toThrow('what lies there is no log of a conversation; start a new child');
  const large = dirWith('');
  truncateSync(join(large, LOG), 64 * 1_048_576 + 1);
  await expect(restored(large)).rejects.toThrow(
    'the log of its conversation has more than 64 MiB, too much to go on with; start a new child',
  );
  expect(await restored(dirWith(''))).toEqual(NOTHING);
});

test('a log that is nearly full ends the turn before the model is called', async () => {
  const fat = tool('fat', () => 'x'.repeat(262_144));
  const uses = (round: number) =>
    calls(...Array.from({ length: 32 }, (_, index) => use(`c${round}-${index}`, 'fat', { text: `${round}.${index}` })));
  let round = 0;
  const { conversation, asked, dir } = await loop({ tools: [fat], contextTokens: 1_000_000_000, answers: [() => uses(round++)] });
  const why = 'the log of its conversation is full; resume it';
  expect(await conversation.prompt('Go')).toEqual({ kind: 'limit', text: '', why });
  expect(asked.length).toBe(5);
  expect((await restored(dir)).messages.length).toBe(1 + 5 * 33);
});
