import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TodoMetadata } from '../../src/session/todo-model.ts';
import { mergeMetadata, patchItem } from '../../src/session/todo-patch.ts';
import rules from '../fixtures/todo-rules.json' with { type: 'json' };

describe('mergeMetadata', () => {
  const rows: readonly { why: string; before?: TodoMetadata; patch?: TodoMetadata | null; after?: TodoMetadata }[] = rules.metadata;

  it.each(rows)('$why', ({ before, patch, after }) => {
    const item = { id: 'todo_1', subject: 's', status: 'pending', ...(before === undefined ? {} : { metadata: before }) } as const;
    expect(patchItem(item, { metadata: patch })).toEqual({
      ok: true,
      item: { id: 'todo_1', subject: 's', status: 'pending', ...(after === undefined ? {} : { metadata: after }) },
    });
  });

  const value = fc.jsonValue({ maxDepth: 2 });
  const patch = fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor'), value, { maxKeys: 4 });
  const bag = fc.option(
    patch.map((one) => mergeMetadata(undefined, one)),
    { nil: undefined },
  );

  it('a key that is not named stays, a named one is as the patch says, and null is nowhere', () => {
    fc.assert(
      fc.property(bag, patch, (before, change) => {
        const merged = new Map(Object.entries(mergeMetadata(before, change) ?? {}));
        const [old, said] = [new Map(Object.entries(before ?? {})), new Map(Object.entries(change))];
        const expected = new Map([...new Map([...old, ...said])].filter(([, one]) => one !== null));
        expect(merged).toEqual(expected);
      }),
    );
  });

  it('the same patch twice is the patch once', () => {
    fc.assert(
      fc.property(bag, patch, (before, change) => {
        const once = mergeMetadata(before, change);
        expect(mergeMetadata(once, change)).toEqual(once);
      }),
    );
  });

  it('one patch after another is both in one', () => {
    fc.assert(
      fc.property(bag, patch, patch, (before, first, second) => {
        expect(mergeMetadata(mergeMetadata(before, first), second)).toEqual(mergeMetadata(before, { ...first, ...second }));
      }),
    );
  });

  it('nothing stated changes nothing, null clears, and no bag is ever empty', () => {
    fc.assert(
      fc.property(bag, patch, (before, change) => {
        expect(mergeMetadata(before, {})).toEqual(before);
        expect(mergeMetadata(before, null)).toBeUndefined();
        expect(mergeMetadata(before, change)).not.toEqual({});
      }),
    );
  });
});

describe('patchItem', () => {
  it('keeps metadata of exactly the limit', () => {
    const item = { id: 'todo_1', subject: 's', status: 'pending' } as const;
    const metadata = { k: 'x'.repeat(8_192 - '{"k":""}'.length) };
    expect(patchItem(item, { metadata })).toEqual({ ok: true, item: { ...item, metadata } });
    expect(patchItem({ ...item, metadata }, { metadata: { l: 1 } })).toEqual({
      ok: false,
      reason: 'metadata would be 8198 bytes of JSON; at most 8192 are kept',
    });
  });

  it('keeps texts of exactly the limit', () => {
    const item = { id: 'todo_1', subject: 's', status: 'pending' } as const;
    const fields = { subject: 's'.repeat(500), note: 'n'.repeat(4_000), description: 'd'.repeat(4_000) };
    expect(patchItem(item, fields)).toEqual({ ok: true, item: { ...item, ...fields } });
  });
});
