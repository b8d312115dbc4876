import { visible } from '../shell/visible.ts';
import type { TodoFields, TodoItem, TodoMetadata } from './todo-model.ts';

/** Longest texts, in UTF-16 units. */
const LONGEST = [
  ['subject', 500],
  ['description', 4_000],
  ['note', 4_000],
  ['active_form', 500],
  ['owner', 100],
  ['evaluator', 100],
] as const;
const NEVER_EMPTY = ['subject', 'owner', 'evaluator'] as const;
const FIXED = ['owner', 'source_obligation_index'] as const;
const METADATA_BYTES = 8_192;
/** Whoever walks through it later needs no care for the stack. */
const METADATA_LEVELS = 32;

export type Patched = { readonly ok: true; readonly item: TodoItem } | { readonly ok: false; readonly reason: string };

/**
 * Takes an item and what a caller states of it; returns the item with that: what is not stated stays, an empty text clears note,
 * description and active form. Otherwise which field is wrong. Other items are not looked at.
 */
export function patchItem(item: TodoItem, fields: TodoFields): Patched {
  const metadata = fields.metadata === undefined ? item.metadata : mergeMetadata(item.metadata, fields.metadata);
  const reason = wrongText(fields) ?? wrongIndex(fields) ?? fixedField(item, fields) ?? tooBig(metadata);
  if (reason !== undefined) return { ok: false, reason };
  const description = fields.description ?? item.description ?? '';
  const activeForm = fields.active_form ?? item.active_form ?? '';
  const note = fields.note ?? item.note ?? '';
  const evaluator = fields.evaluator ?? item.evaluator;
  const blockedBy = [...new Set(fields.blocked_by ?? item.blocked_by)];
  return {
    ok: true,
    item: {
      id: item.id,
      subject: fields.subject ?? item.subject,
      status: fields.status ?? item.status,
      ...(description === '' ? {} : { description }),
      ...(activeForm === '' ? {} : { active_form: activeForm }),
      ...(item.owner === undefined ? {} : { owner: item.owner }),
      ...(item.source_obligation_index === undefined ? {} : { source_obligation_index: item.source_obligation_index }),
      ...(note === '' ? {} : { note }),
      ...(evaluator === undefined ? {} : { evaluator }),
      ...(metadata === undefined ? {} : { metadata }),
      ...(blockedBy.length === 0 ? {} : { blocked_by: blockedBy }),
    },
  };
}

/**
 * Takes the bag that is there and a patch; returns the merged bag. `null` clears, `{k: v}` sets a key, `{k: null}` deletes one; a bag
 * without keys is no bag.
 */
export function mergeMetadata(before: TodoMetadata | undefined, patch: TodoMetadata | null): TodoMetadata | undefined {
  const entries = patch === null ? [] : Object.entries({ ...before, ...patch }).filter(([, value]) => value !== null);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function wrongText(fields: TodoFields): string | undefined {
  const empty = NEVER_EMPTY.find((key) => fields[key]?.trim() === '');
  if (empty !== undefined) return `${empty} must not be empty`;
  for (const [key, longest] of LONGEST) {
    const length = fields[key]?.length ?? 0;
    if (length > longest) return `${key} has ${length} characters; at most ${longest} are kept`;
  }
  return undefined;
}

function wrongIndex({ source_obligation_index: index }: TodoFields): string | undefined {
  const right = index === undefined || (Number.isSafeInteger(index) && index >= 0);
  return right ? undefined : 'source_obligation_index must be a whole number, 0 or more';
}

/** To say again what was said at creation is no change. */
function fixedField(item: TodoItem, fields: TodoFields): string | undefined {
  const fixed = FIXED.find((key) => fields[key] !== undefined && fields[key] !== item[key]);
  if (fixed === undefined) return undefined;
  const is = item[fixed] === undefined ? 'none' : visible(JSON.stringify(item[fixed]));
  return `${fixed} is fixed when an item is made, and that of ${item.id} is ${is}; make a new item instead`;
}

function tooBig(metadata: TodoMetadata | undefined): string | undefined {
  if (isDeeper(metadata, METADATA_LEVELS)) return `metadata is nested deeper than ${METADATA_LEVELS} levels`;
  const size = Buffer.byteLength(JSON.stringify(metadata ?? {}));
  return size > METADATA_BYTES ? `metadata would be ${size} bytes of JSON; at most ${METADATA_BYTES} are kept` : undefined;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((one) => isDeeper(one, levels - 1));
}
