import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** Writes `dist/types`, or `types` in another directory: the declarations of what other programs may import, and of no more than these need. */
const root = path.join(import.meta.dirname, '..');
const [given = 'dist'] = process.argv.slice(2);
const source = path.join(root, 'src');
const entry = path.join(source, 'library/policy.ts');
const types = path.join(root, given, 'types');

const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
const program = ts.createProgram([entry], {
  ...options,
  noEmit: false,
  declaration: true,
  emitDeclarationOnly: true,
  rootDir: source,
  outDir: types,
});
const emitted = new Map<string, string>();
const { diagnostics } = program.emit(undefined, (file, text) => emitted.set(path.normalize(file), text));
if (diagnostics.length > 0)
  throw new Error(
    ts.formatDiagnostics(diagnostics, { getCanonicalFileName: (name) => name, getCurrentDirectory: () => root, getNewLine: () => '\n' }),
  );

rmSync(types, { recursive: true, force: true });
const queue = [path.join(types, 'library/policy.d.ts')];
const written = new Set<string>();
for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
  if (written.has(file)) continue;
  written.add(file);
  const text = emitted.get(file);
  if (text === undefined) throw new Error(`no declarations for ${path.relative(types, file)}`);
  // A program that imports them may not know endings of sources.
  const told = text.replace(/(from|import)(\s+|\()(['"])(\.[^'"]*)\.ts\3/g, (_, word: string, gap: string, quote: string, name: string) => {
    queue.push(path.resolve(path.dirname(file), `${name}.d.ts`));
    return `${word}${gap}${quote}${name}.js${quote}`;
  });
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, told);
}
console.log(`${given}/types ${written.size} files`);
