import type { Program } from '../program.ts';
import { check, checker, installs, verbs } from './checker.ts';

const build = {
  operands: 'text',
  flags: '-w -m -s -d -v -l',
  values:
    '--mode --target --platform --external --global-name --globals --name -n --env --env-mode --port --host --base --minify --sourcemap --define --loglevel --log-level --entry --format',
  config: '--env-file --source-root --source-dir --content --input -i --load-path -I',
  loads: '--plugin --configPlugin --inject --pkg-importer --use -u --alias --ssr --resolve-extensions --tsconfig-raw --entry-loader',
  writes: '--file --dir --metafile --dts-dir --source-maps-dir --stats-json --analyze-output',
} as const;

/** They put the workspace's code together with plug-ins that it brings. */
const bundlers = checker({
  ...build,
  operands: 'read',
  steers: '-c --config',
  names: [
    'rollup',
    'esbuild',
    'parcel',
    'tsup',
    'tsdown',
    'swc',
    'babel',
    'sass',
    'postcss',
    'tailwindcss',
    'lessc',
    'terser',
    'uglifyjs',
    'unbuild',
    'rspack',
    'rolldown',
    'microbundle',
    'ncc',
    'pkgroll',
    'gulp',
    'grunt',
  ],
  match: { 'rollup --watch': 'workspace-code', 'esbuild a.ts --bundle': 'workspace-code' },
  notMatch: ['rollup -c evil.js', 'esbuild a.ts --outfile=/x', 'babel $x', 'tsup @args', 'sass --version'],
});

const vite = verbs({
  names: ['vite', 'webpack', 'webpack-cli', 'rsbuild', 'farm'],
  usual: build,
  commands: {
    'build|dev|serve|preview|optimize|watch|info|bundle|version|configtest|inspect': check(build),
    'init|create|create-new-app|loader|plugin|migrate': installs('npm'),
  },
  match: { 'vite build': 'workspace-code', webpack: 'workspace-code' },
  notMatch: ['vite -c evil.ts build', 'webpack --config x', 'webpack $x', 'webpack init', 'vite build --outDir /x'],
});

/** Bundlers and compilers of JavaScript and its styles. */
export const BUNDLERS: readonly Program[] = [bundlers, vite];
