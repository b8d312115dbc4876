import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';
import * as z from 'zod';

/**
 * Checks who imports whom: `check-boundaries.ts [root]`. Exits 1 on a violation, and also when the tool read fewer modules than there
 * are files, for one that cannot read TypeScript finds nothing wrong.
 */
const root = resolve(process.argv[2] ?? join(import.meta.dirname, '..'));
const tool = join(import.meta.dirname, '../node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');

const report = z.object({
  modules: z.array(z.object({ source: z.string() })),
  summary: z.object({
    totalDependenciesCruised: z.number(),
    violations: z.array(
      z.object({
        from: z.string(),
        to: z.string(),
        rule: z.object({ name: z.string() }),
        cycle: z.array(z.object({ name: z.string() })).optional(),
      }),
    ),
  }),
});

const output = execFileSync(process.execPath, [tool, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
  timeout: 120_000,
});
const { modules, summary } = report.parse(JSON.parse(output));

const rules = z.object({
  forbidden: z.array(z.object({ name: z.string(), from: z.object({ path: z.string().optional(), pathNot: z.string().optional() }) })),
});
const { forbidden } = rules.parse(createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs')));
const inKnownRoom = new RegExp(forbidden.find(({ name }) => name === 'known-rooms')?.from.pathNot ?? '$^');

const entries = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => !entry.isDirectory())
  .map((entry) => relative(root, join(entry.parentPath, entry.name)));
const files = entries.filter((file) => file.endsWith('.ts'));
const foreign = entries.filter((file) => !file.endsWith('.ts'));
const reported = new Set(summary.violations.filter(({ rule }) => rule.name === 'known-rooms').map(({ from }) => from));
const homeless = files.filter((file) => !inKnownRoom.test(file) && !reported.has(file));
const read = new Set(modules.map((module) => module.source));
const unread = files.filter((file) => !read.has(file));
const problems = [
  ...summary.violations.map(
    ({ rule, from, to, cycle }) => `${rule.name}: ${[from, ...(cycle?.map((step) => step.name) ?? [to])].join(' -> ')}`,
  ),
  ...homeless.map((file) => `known-rooms: ${file}`),
  ...foreign.map((file) => `typescript-only: ${file}`),
  ...(unread.length === 0
    ? []
    : [`read ${files.length - unread.length} of ${files.length} files; not read: ${unread.slice(0, 5).join(', ')}`]),
  ...(summary.totalDependenciesCruised === 0 ? ['read no dependency at all'] : []),
];
for (const problem of problems) console.error(problem);
console.log(`boundaries: ${files.length} files, ${summary.totalDependenciesCruised} dependencies, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
