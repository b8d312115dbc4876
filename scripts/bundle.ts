import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readZip } from './read-zip.ts';

/**
 * Packs `dist/` as an MCP bundle, `bailiwick.mcpb`, with the official tool, and reads the file back strictly, since hosts reject an
 * archive that is only nearly right. It is not signed: the tool's signature breaks the archive. Publish the SHA-256 instead.
 */
const root = join(import.meta.dirname, '..');
const bundle = join(root, 'bailiwick.mcpb');
const mcpb = (...args: string[]) =>
  execFileSync(process.execPath, [join(root, 'node_modules/@anthropic-ai/mcpb/dist/cli/cli.js'), ...args], {
    encoding: 'utf8',
    timeout: 60_000,
  });

const staging = mkdtempSync(join(tmpdir(), 'bailiwick-bundle-'));
try {
  for (const entry of ['manifest.json', 'dist', 'LICENSE', 'README.md']) {
    cpSync(join(root, entry), join(staging, entry), { recursive: true });
  }
  console.log(mcpb('validate', join(staging, 'manifest.json')).trim());
  rmSync(bundle, { force: true });
  mcpb('pack', staging, bundle);
} finally {
  rmSync(staging, { recursive: true, force: true });
}

const bytes = readFileSync(bundle);
const files = readZip(bytes);
const native = files.filter((file) => /\.(?:node|so|dylib|dll|exe|wasm)$/.test(file.name));
if (native.length > 0) throw new Error(`Not pure JavaScript: ${native.map((file) => file.name).join(', ')}`);
for (const name of ['manifest.json', 'dist/cli.cjs', 'dist/bailiwick.cjs', 'dist/agents.cjs', 'dist/cage.cjs', 'dist/hook.cjs']) {
  const file = files.find((entry) => entry.name === name);
  if (file === undefined || !file.content.equals(readFileSync(join(root, name)))) {
    throw new Error(`${name} is missing or differs in the bundle`);
  }
}
const unpacked = files.reduce((sum, file) => sum + file.content.length, 0);
console.log(`bailiwick.mcpb: ${files.length} files, ${bytes.length} bytes, ${unpacked} unpacked`);
console.log(`SHA-256 ${createHash('sha256').update(bytes).digest('hex')}`);
