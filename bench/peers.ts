import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';

export interface Bundles {
  readonly ours: string;
  readonly raw: string;
  readonly sdkV1: string;
  readonly sdkV2: string;
}

const root = path.join(import.meta.dirname, '..');
let made: Promise<Bundles> | undefined;

/** Our own bundle, and the peers bundled and launched in the same way: one CommonJS file behind a compile cache. */
export function bundles(): Promise<Bundles> {
  made ??= makeBundles();
  return made;
}

async function makeBundles(): Promise<Bundles> {
  const ours = path.join(root, 'dist', 'cli.cjs');
  execFileSync(process.execPath, [path.join(root, 'scripts', 'build.ts')], { stdio: 'ignore' });
  if (!existsSync(ours)) throw new Error('the build made no dist/cli.cjs');
  const directory = mkdtempSync(path.join(os.tmpdir(), 'bailiwick-bench-'));
  const peer = async (name: string): Promise<string> => {
    const bundle = path.join(directory, `${name}.cjs`);
    await build({
      absWorkingDir: root,
      entryPoints: [path.join(root, 'bench', 'peers', `${name}.ts`)],
      outfile: bundle,
      bundle: true,
      platform: 'node',
      target: 'node22.13',
      format: name === 'sdk-v1' ? 'esm' : 'cjs',
      ...(name === 'sdk-v1'
        ? {
            outfile: path.join(directory, `${name}.mjs`),
            banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
          }
        : {}),
      minifySyntax: true,
      minifyWhitespace: true,
      logLevel: 'error',
    });
    const launcher = path.join(directory, `${name}-launcher.cjs`);
    const load = name === 'sdk-v1' ? `import('./${name}.mjs')` : `require('./${name}.cjs')`;
    writeFileSync(launcher, `require('node:module').enableCompileCache(${JSON.stringify(path.join(directory, 'cache'))});${load};`);
    return launcher;
  };
  return { ours, raw: await peer('raw'), sdkV1: await peer('sdk-v1'), sdkV2: await peer('sdk-v2') };
}
