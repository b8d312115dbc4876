import type { Program } from '../program.ts';
import { apt, dpkg } from './apt.ts';
import { brew } from './brew.ts';
import { cargo, rustup } from './cargo.ts';
import { composer } from './composer.ts';
import { conda } from './conda.ts';
import { bundle, gem } from './gem.ts';
import { go } from './go.ts';
import { nix } from './nix.ts';
import { npm } from './npm.ts';
import { npx } from './npx.ts';
import { apk, pacman } from './pacman.ts';
import { pip } from './pip.ts';
import { pnpm, yarn } from './pnpm-yarn.ts';
import { poetry, pythonTools } from './poetry.ts';
import { port } from './port.ts';
import { dnf, rpm, zypper } from './rpm.ts';
import { flatpak, guix, mas, otherManagers, snap, windows } from './system-packages.ts';
import { uv } from './uv.ts';
import { versions } from './versions.ts';

/** Programs that install packages and run a workspace's scripts. */
export const PACKAGE_MANAGERS: readonly Program[] = [
  apk,
  apt,
  brew,
  bundle,
  cargo,
  composer,
  conda,
  dnf,
  dpkg,
  flatpak,
  gem,
  go,
  guix,
  mas,
  nix,
  npm,
  npx,
  otherManagers,
  pacman,
  pip,
  pnpm,
  poetry,
  port,
  pythonTools,
  rpm,
  rustup,
  snap,
  uv,
  versions,
  windows,
  yarn,
  zypper,
];
