import { describe, expect, it } from 'vitest';
import { createCallTable } from '../../../src/agents/acp/call-table.ts';
import type { AgentCall } from '../../../src/agents/hold/wanted.ts';

function tableOf(): { readonly table: ReturnType<typeof createCallTable>; readonly told: (readonly [string, string, boolean?])[] } {
  const told: (readonly [string, string, boolean?])[] = [];
  const table = createCallTable({
    began: ({ id }: AgentCall) => told.push(['began', id]),
    finished: ({ id }: AgentCall, ran: boolean) => told.push(['finished', id, ran]),
  });
  return { table, told };
}

describe('the table of calls', () => {
  it('tells of a beginning and an end once, in their order', () => {
    const { table, told } = tableOf();
    for (const status of ['pending', 'in_progress', 'in_progress', 'completed', 'completed', 'failed'])
      table.note({ toolCallId: 'a', status });
    expect(told).toEqual([
      ['began', 'a'],
      ['finished', 'a', true],
    ]);
  });

  it('forgets what has ended before it refuses to remember', () => {
    const { table } = tableOf();
    const note = (id: string, status: string): boolean => {
      table.note({ toolCallId: id, kind: 'read', status });
      return table.find(id).readable;
    };
    expect(note('ended', 'completed')).toBe(true);
    for (let index = 1; index < 2_000; index += 1) note(`open-${index}`, 'in_progress');
    expect(note('takes the place', 'in_progress')).toBe(true);
    expect(note('finds none', 'in_progress')).toBe(false);
    table.newTurn();
    expect(note('has one again', 'in_progress')).toBe(true);
  });

  it('wakes whoever waits for the rest of a call', async () => {
    const { table } = tableOf();
    const never = new AbortController();
    const changed = table.changed('a', never.signal);
    table.note({ toolCallId: 'a', kind: 'read' });
    await changed;
    const late = table.changed('a', never.signal);
    never.abort();
    await late;
    await table.changed('a', never.signal);
    expect(table.find('a').call.kind).toBe('read');
  });
});
