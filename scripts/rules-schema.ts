import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { rulesSchema } from '../src/policy/rules/schema.ts';

/** Writes schemas/rules.schema.json, by which editors check rules files: `rules-schema.ts [--check]`. With `--check` a difference exits 1. */
const file = join(import.meta.dirname, '..', 'schemas', 'rules.schema.json');
const text = `${JSON.stringify(z.toJSONSchema(rulesSchema()), undefined, 2)}\n`;

function written(): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

if (!process.argv.includes('--check')) {
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
} else if (JSON.stringify(JSON.parse(written() || 'null')) !== JSON.stringify(JSON.parse(text))) {
  console.error('schemas/rules.schema.json is not what the sources say; `node scripts/rules-schema.ts` writes it.');
  process.exitCode = 1;
}
