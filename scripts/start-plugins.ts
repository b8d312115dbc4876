import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/** What the server always needs. In one file, `import()` of it defers nothing that matters, and costs 13 ms in wrappers at each start. */
const ALWAYS_NEEDED = /\bimport\('(\.\/(?:app|config|server\/[\w-]+|shell\/process\/ancestry)\.ts)'\)/g;

/** Links the modules of the server into the bundle's top level; those of the other commands stay deferred. */
export const linkServer: Plugin = {
  name: 'link-server',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\/src\/main\.ts$/ }, ({ path }) => {
      const modules: string[] = [];
      const body = readFileSync(path, 'utf8').replaceAll(ALWAYS_NEEDED, (_call, module: string) => {
        modules.push(module);
        return `Promise.resolve(linked${modules.length})`;
      });
      if (modules.length === 0) throw new Error('main.ts loads the server in a way that this build does not know');
      const imports = modules.map((module, index) => `import * as linked${index + 1} from '${module}';`);
      return { contents: `${imports.join('')}\n${body}`, loader: 'ts' };
    });
  },
};

/** Loads one of Node's own modules at the first use of one of its functions. */
function deferred(module: string, names: readonly string[]): Plugin {
  return {
    name: `defer-${module}`,
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: new RegExp(`^node:${module}$`) }, ({ kind, namespace }) =>
        kind === 'import-statement' && namespace === 'file' ? { path: module, namespace: `deferred-${module}` } : undefined,
      );
      onLoad({ filter: /.*/, namespace: `deferred-${module}` }, () => ({
        contents: names.map((name) => `export const ${name} = (...given) => require('node:${module}').${name}(...given);`).join('\n'),
      }));
    },
  };
}

/** That takes 8 ms, and a start uses none of it. The functions that the sources use: a new one belongs here. */
export const deferCrypto: Plugin = deferred('crypto', ['createHash', 'hash', 'randomBytes', 'randomUUID', 'timingSafeEqual']);

/** What judges a plain command starts no process. */
export const deferChildProcess: Plugin = deferred('child_process', ['execFileSync']);
