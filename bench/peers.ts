import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

export interface Bundles {
  readonly ours: string;
  readonly raw: string;
  readonly sdkV1: string;
  readonly sdkV2: string;
}

const root = join(import.meta.dirname, '..');
let made: Promise<Bundles> | undefined;

/** Our own bundle, and the peers bundled and launched in the same way: one CommonJS file behind a compile cache. */
export function bundles(scratch: string): Promise<Bundles> {
  made ??= makeBundles(scratch);
  return made;
}

async function makeBundles(directory: string): Promise<Bundles> {
  const ours = join(root, 'dist', 'cli.cjs');
  execFileSync(process.execPath, [join(root, 'scripts', 'build.ts')], { stdio: 'ignore' });
  if (!existsSync(ours)) throw new Error('the build made no dist/cli.cjs');
  const peer = async (name: string): Promise<string> => {
    const bundle = join(directory, `${name}.cjs`);
    await build({
      absWorkingDir: root,
      entryPoints: [join(root, 'bench', 'peers', `${name}.ts`)],
      outfile: bundle,
      bundle: true,
      platform: 'node',
      target: 'node22.13',
      format: name === 'sdk-v1' ? 'esm' : 'cjs',
      ...(name === 'sdk-v1'
        ? {
            outfile: join(directory, `${name}.mjs`),
            banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
          }
        : {}),
      minifySyntax: true,
      minifyWhitespace: true,
      logLevel: 'error',
    });
    const launcher = join(directory, `${name}-launcher.cjs`);
    const load = name === 'sdk-v1' ? `import('./${name}.mjs')` : `require('./${name}.cjs')`;
    writeFileSync(launcher, `require('node:module').enableCompileCache(${JSON.stringify(join(directory, 'cache'))});${load};`);
    return launcher;
  };
  return { ours, raw: await peer('raw'), sdkV1: await peer('sdk-v1'), sdkV2: await peer('sdk-v2') };
}
