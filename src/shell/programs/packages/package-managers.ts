import type { Program } from '../program.ts';
import { cargo, rustup } from './cargo.ts';
import { composer } from './composer.ts';
import { gem } from './gem.ts';
import { go } from './go.ts';
import { npm } from './npm.ts';
import { npx } from './npx.ts';
import { pip } from './pip.ts';
import { pnpm, yarn } from './pnpm-yarn.ts';
import { poetry, pythonTools } from './poetry.ts';
import { apt, brew } from './system-packages.ts';
import { uv } from './uv.ts';
import { versions } from './versions.ts';

/** Programs that install packages and run a workspace's scripts. */
export const PACKAGE_MANAGERS: readonly Program[] = [
  apt,
  brew,
  cargo,
  composer,
  gem,
  go,
  npm,
  npx,
  pip,
  pnpm,
  poetry,
  pythonTools,
  rustup,
  uv,
  versions,
  yarn,
];
