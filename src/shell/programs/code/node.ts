import { effects, notProven } from '../effects.ts';
import type { Program } from '../program.ts';
import { interpreter } from './interpreter.ts';

const table = interpreter({
  names: ['node', 'nodejs', 'tsx', 'ts-node', 'ts-node-esm', 'esno', 'esr'],
  grammar: {
    flags:
      '--no-warnings --enable-source-maps --trace-warnings --trace-deprecation --trace-uncaught --test --test-only --watch --no-deprecation --experimental-strip-types --experimental-transform-types ' +
      '--experimental-vm-modules --experimental-test-coverage --throw-deprecation --expose-gc --preserve-symlinks --pending-deprecation --test-force-exit --permission --check -c',
    attached:
      '--max-old-space-size --stack-trace-limit --unhandled-rejections --test-reporter --test-name-pattern --test-concurrency --test-timeout --experimental-test-isolation --test-isolation',
    refused:
      '-e -p -r -i -C --eval --print --require --import --loader --experimental-loader --env-file --env-file-if-exists --run --inspect --inspect-brk --inspect-wait --input-type --build-snapshot',
  },
  version: '--version -v --help -h --v8-options',
  special: (_call, scanned) => {
    if (scanned.unknown !== undefined || scanned.doubtful !== undefined) return undefined;
    const tests = scanned.options.some((option) => option.name === '--test');
    if (!tests) return undefined;
    return scanned.operands.every((word) => word.kind !== 'dynamic')
      ? effects('workspace-code', { words: 0 }, { reads: scanned.operands })
      : notProven('which tests are run is only known when they run');
  },
  match: {
    'node x.js --foo': 'workspace-code',
    'node --version': 'read-only',
    'node --test': 'workspace-code',
    'node --no-warnings x.ts': 'workspace-code',
    'node --check x.js': 'workspace-code',
    'node --help': 'read-only',
  },
  notMatch: [
    "node -e 'x'",
    'node -r ./evil x.js',
    'node --import=./x y.js',
    'node',
    'node -',
    "node -p '1'",
    'node --frob x.js',
    "node --ev 'x'",
    'node --run x',
  ],
});

/** `ts-node` and its like read the configuration of the workspace even to tell their version. */
export const node: Program = {
  ...table,
  effects: (call, name) => {
    const judged = table.effects(call, name);
    return judged.class === 'read-only' && !name.startsWith('node') ? effects('workspace-code', judged.prefix) : judged;
  },
};
