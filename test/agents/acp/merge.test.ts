import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentCallOf, type KnownCall, merged, NEW_CALL } from '../../../src/agents/acp/merge.ts';
import { type CallUpdate, callUpdateSchema } from '../../../src/agents/acp/messages.ts';

const NEW: KnownCall = { id: 'c', ...NEW_CALL };

function told(...updates: readonly object[]): KnownCall {
  return updates.reduce<KnownCall>((known, update) => merged(known, parse(update)), NEW);
}

function parse(update: object): CallUpdate {
  return callUpdateSchema.parse({ toolCallId: 'c', ...update });
}

describe('merged', () => {
  it('is the same in whatever order and pieces the parts come', () => {
    const word = fc.string({ minLength: 1, maxLength: 20 });
    const whole = fc.record({
      name: word,
      title: word,
      kind: word,
      rawInput: fc.dictionary(fc.constantFrom('command', 'path', 'url'), word, { minKeys: 1 }),
      locations: fc.array(fc.record({ path: word }), { minLength: 1, maxLength: 3 }),
      content: fc.array(fc.record({ type: fc.constant('diff'), path: word, newText: word }), { minLength: 1, maxLength: 3 }),
    });
    const parts = whole.chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc.shuffledSubarray(Object.entries(all), { minLength: 6, maxLength: 6 }),
        fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
      ),
    );
    fc.assert(
      fc.property(parts, ([all, shuffled, cuts]) => {
        const updates: Record<string, unknown>[] = [{}];
        shuffled.forEach(([key, value], index) => {
          if (cuts[index]) updates.push({});
          Object.assign(updates.at(-1) ?? {}, { [key]: value });
        });
        expect(agentCallOf(told(...updates))).toEqual({
          id: 'c',
          tool: all.name,
          title: all.title,
          kind: all.kind,
          input: all.rawInput,
          locations: all.locations.map(({ path }) => path),
          diffs: all.content.map(({ path, newText }) => ({ path, text: newText })),
        });
      }),
    );
  });

  it('lets nothing that says nothing take anything away', () => {
    const full = {
      title: 'ls',
      kind: 'execute',
      rawInput: { command: 'ls', cwd: '/w' },
      locations: [{ path: '/w' }],
      content: [diff('/w/a', 'x')],
    };
    const known = agentCallOf(told(full));
    const empties = [
      {},
      { rawInput: {} },
      { rawInput: null },
      { title: '' },
      { kind: null },
      { locations: [] },
      { content: [] },
      { rawInput: { command: 'ls' } },
    ];
    for (const empty of empties) expect(agentCallOf(told(full, empty))).toEqual(known);
    expect(known.input).toEqual({ command: 'ls', cwd: '/w' });
  });

  it('takes another input as a whole, never one part from here and one from there', () => {
    expect(told({ rawInput: { cwd: '/first' } }, { rawInput: { command: 'ls' } }).input).toEqual({ command: 'ls' });
  });

  it('takes the first title for the name of the tool where it looks like one', () => {
    expect(told({ title: 'bash' }, { title: 'touch a.txt' }).tool).toBe('bash');
    expect(told({ title: 'touch a.txt' }, { title: 'bash' }).tool).toBe('');
    expect(told({ title: 'bash' }, { name: 'Bash' }).tool).toBe('Bash');
    expect(told({ title: 'Shell', _meta: { toolName: 'run' } }, { title: 'ls', _meta: { toolName: 7 } }).tool).toBe('run');
    expect(told({ title: 'Shell', name: 'sh', _meta: { toolName: 'run' } }).tool).toBe('sh');
  });

  it('gives what is shown where no input is told, but not what came of it', () => {
    const shown = { content: [text('[in src] (a command)')] };
    expect(told(shown).input).toEqual({ text: '[in src] (a command)' });
    expect(told(shown, { status: 'completed', content: [text('its output')] }).input).toEqual({ text: '[in src] (a command)' });
    expect(told(shown, { rawInput: { a: 1 } }, { content: [text('more')] }).input).toEqual({ a: 1 });
  });

  it('keeps what would be written when the end tells it in another way', () => {
    const ended = told({ content: [diff('/a', 'whole')] }, { status: 'completed', content: [diff('/a', 'part')] });
    expect(ended.diffs).toEqual([{ path: '/a', text: 'whole' }]);
  });

  it('is unreadable for good when it was once', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(80)}1${'}'.repeat(80)}`);
    const known = told({ kind: 'execute', rawInput: deep }, { kind: 'execute', rawInput: { command: 'ls' }, status: 'completed' });
    expect(known).toEqual({ ...NEW, status: 'completed', unreadable: true });
  });
});

function diff(path: string, newText: string): object {
  return { type: 'diff', path, newText };
}

function text(shown: string): object {
  return { type: 'content', content: { type: 'text', text: shown } };
}
