import { checker } from './checker.ts';

/** They check types, and write what they compile unless they are told not to. */
export const tsc = checker({
  names: ['tsc', 'vue-tsc', 'svelte-check', 'tsgo', 'tsd', 'attw', 'publint', 'flow'],
  operands: 'read',
  flags: '-b --build -w -v -d -i --init',
  values:
    '-t -m --target --module --moduleResolution --lib --jsx --jsxFactory --strict --types --newLine --locale --pretty --skipLibCheck --moduleDetection ' +
    '--watch --threshold --ignore --fail-on-warnings --compiler-warnings --diagnostic-sources --max-warnings --maxNodeModuleJsDepth',
  loads: '--typeRoots --plugins --paths --jsxImportSource --workspace',
  config: '-p --project --baseUrl --rootDirs --sourceRoot --mapRoot --generateTrace --generateCpuProfile',
  match: { 'tsc --noEmit': 'workspace-code', 'tsc --version': 'workspace-code', 'tsc -b': 'workspace-code' },
  notMatch: ['tsc -p evil', 'tsc --outDir /x', 'tsc @args', 'tsc $x'],
});
