import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Config, type ConfigSources, type LoadedConfig, loadConfig } from '../src/config.ts';

/** A scratch home with a project in it, and `loadConfig` over it. */
export interface ConfigFixture {
  readonly home: string;
  readonly project: string;
  writeFile(path: string, text: string): void;
  /** Writes the user's own settings file. */
  settings(value: unknown): void;
  load(sources?: Partial<ConfigSources>): LoadedConfig;
  /** The configuration; throws when there is none. */
  config(sources?: Partial<ConfigSources>): Config;
  remove(): void;
}

export function configFixture(): ConfigFixture {
  const home = realpathSync.native(mkdtempSync(join(tmpdir(), 'bailiwick-config-')));
  const project = join(home, 'project');
  mkdirSync(project);
  const writeFile = (path: string, text: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  const load = (sources: Partial<ConfigSources> = {}) =>
    loadConfig({ argv: [], env: {}, cwd: project, home, readFile: (path) => readFileSync(path, 'utf8'), ...sources });
  return {
    home,
    project,
    writeFile,
    settings: (value) => writeFile(join(home, '.config', 'bailiwick', 'settings.json'), JSON.stringify(value)),
    load,
    config: (sources) => {
      const loaded = load(sources);
      if (!loaded.ok) {
        throw new Error(loaded.message);
      }
      return loaded.config;
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}
