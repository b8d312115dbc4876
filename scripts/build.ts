import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { deferChildProcess, deferCrypto, linkServer } from './start-plugins.ts';

/**
 * Makes `dist/`: the launcher, and one bundle with everything in it. CommonJS, because it starts faster than a module of the same
 * content and because some dependencies call `require` for Node's own modules.
 */
const root = join(import.meta.dirname, '..');
/** Another directory than `dist/`, e.g. for tests that start the program often. */
const [given = 'dist'] = process.argv.slice(2);
const dist = join(root, given);

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
/** What drives agents is a file of its own: most starts need none of it, and reading it costs each of them some milliseconds. */
const AGENTS = './agents.cjs';
const apart: Plugin = {
  name: 'agents-apart',
  setup({ onResolve }) {
    onResolve({ filter: /\/agent-room\.ts$/ }, ({ kind }) => (kind === 'entry-point' ? undefined : { path: AGENTS, external: true }));
  },
};
const COMMON = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node22.13',
  format: 'cjs',
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: 'warning',
} as const;
/** import.meta does not exist there. */
const IN_COMMON_JS = {
  define: { 'import.meta.url': 'bailiwickUrl', 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
  banner: { js: "const bailiwickUrl=require('node:url').pathToFileURL(__filename).href;" },
} as const;
const builds = await Promise.all(
  [
    { entry: 'src/main.ts', outfile: `${given}/bailiwick.cjs` },
    { entry: 'src/rooms/agent-room.ts', outfile: `${given}/${AGENTS}` },
  ].map(({ entry, outfile }) =>
    build({
      ...COMMON,
      entryPoints: [entry],
      outfile,
      legalComments: 'none',
      metafile: true,
      plugins: [linkServer, deferCrypto, apart],
      ...IN_COMMON_JS,
    }),
  ),
);
// A child that has no tools but ours starts this, several times: a third of the whole program's memory and time.
await build({
  ...COMMON,
  stdin: {
    contents: `import { cage } from './src/cli/cage.ts';
import { createLog } from './src/server/log.ts';
const { argv, stdin, stdout, stderr } = process;
const operands = argv.slice(argv.indexOf('cage', 2) + 1);
cage({ operands, stdin, stdout, log: createLog(stderr) }).then((exitCode) => process.exit(exitCode));`,
    resolveDir: root,
    loader: 'ts',
  },
  outfile: `${given}/cage.cjs`,
});
// An agent starts this before each of its calls, and waits for it: a third of the whole program.
const hook = await build({
  ...COMMON,
  stdin: {
    contents: `import { hook } from './src/cli/hook.ts';
const { argv, env, stdin } = process;
let cwd = '/';
try { cwd = process.cwd(); } catch {}
hook({ argv: argv.slice(2), env, cwd, stdin, program: bailiwickUrl });`,
    resolveDir: root,
    loader: 'ts',
  },
  outfile: `${given}/hook.cjs`,
  legalComments: 'none',
  metafile: true,
  minifyIdentifiers: true,
  // Only what starts commands loads it.
  external: ['execa'],
  plugins: [deferCrypto, deferChildProcess],
  ...IN_COMMON_JS,
});
// What other programs import; a module, for those that bundle it want to leave out what they do not use.
await build({
  ...COMMON,
  format: 'esm',
  minifySyntax: false,
  minifyWhitespace: false,
  entryPoints: ['src/library/policy.ts'],
  outfile: `${given}/policy.mjs`,
  legalComments: 'none',
});
copyFileSync(join(import.meta.dirname, 'launcher.cjs'), join(dist, 'cli.cjs'));
chmodSync(join(dist, 'cli.cjs'), 0o755);
writeFileSync(
  join(dist, 'licenses.txt'),
  licenses([...new Set([...builds, hook].flatMap(({ metafile }) => Object.keys(metafile.inputs)))]),
);

// `import { z }` keeps all of zod, 0.4 MB of translations included, and costs 8 ms at each start; `import * as z` is shaken.
const bundled = [...builds, hook]
  .flatMap(({ metafile }) => Object.values(metafile.outputs))
  .flatMap((output) => Object.entries(output.inputs));
if (bundled.some(([input, { bytesInOutput }]) => input.includes('zod/v4/locales/fr') && bytesInOutput > 0)) {
  throw new Error("Somewhere in src zod is imported as `import { z } from 'zod'`; `import * as z from 'zod'` starts faster");
}
const bundle = readFileSync(join(dist, 'bailiwick.cjs'), 'utf8');
if (bundle.includes(root)) throw new Error('The bundle names a path of this machine');
console.log(`${given}/bailiwick.cjs ${Math.round(bundle.length / 1024)} KiB`);

/** The licence texts of the packages in the bundle, as they ask for. */
function licenses(inputs: readonly string[]): string {
  const packages = new Set(inputs.flatMap((input) => input.match(/^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? []));
  const texts = [...packages].sort().map((directory) => {
    const file = readdirSync(join(root, directory)).find((name) => /^licen[cs]e/i.test(name));
    const { name, version, license } = JSON.parse(readFileSync(join(root, directory, 'package.json'), 'utf8'));
    return `${name} ${version} (${license})\n\n${file === undefined ? '' : readFileSync(join(root, directory, file), 'utf8').trim()}\n`;
  });
  return texts.join(`\n${'-'.repeat(72)}\n\n`);
}
