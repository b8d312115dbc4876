import type { Program } from '../program.ts';
import { BUILDERS } from './builders.ts';
import { BUNDLERS } from './bundlers.ts';
import { compilers } from './compilers.ts';
import { DOCUMENT_BUILDERS } from './documents.ts';
import { eslint } from './eslint.ts';
import { FRAMEWORKS } from './frameworks.ts';
import { GO_CHECKERS } from './go-checkers.ts';
import { javascriptLints } from './javascript-lints.ts';
import { JAVASCRIPT_TESTS } from './javascript-tests.ts';
import { make } from './make.ts';
import { NATIVE_CHECKERS } from './native-checkers.ts';
import { HOOK_RUNNERS } from './pre-commit.ts';
import { JAVASCRIPT_FORMATTERS } from './prettier.ts';
import { pytest } from './pytest.ts';
import { PYTHON_CHECKERS } from './python-checkers.ts';
import { RUBY_PHP_CHECKERS } from './ruby-php-checkers.ts';
import { ruff } from './ruff.ts';
import { runners } from './runners.ts';
import { SECRET_MANAGERS } from './secret-managers.ts';
import { SHELL_CHECKERS } from './shell-checkers.ts';
import { TEXT_CHECKERS } from './text-checkers.ts';
import { tsc } from './tsc.ts';

/** Programs that build, check and test: they run the workspace's own code. */
export const BUILD_TOOLS: readonly Program[] = [
  ...BUILDERS,
  ...BUNDLERS,
  compilers,
  ...DOCUMENT_BUILDERS,
  eslint,
  ...FRAMEWORKS,
  ...GO_CHECKERS,
  ...HOOK_RUNNERS,
  ...JAVASCRIPT_FORMATTERS,
  javascriptLints,
  ...JAVASCRIPT_TESTS,
  make,
  ...NATIVE_CHECKERS,
  pytest,
  ...PYTHON_CHECKERS,
  ...RUBY_PHP_CHECKERS,
  ruff,
  runners,
  ...SECRET_MANAGERS,
  ...SHELL_CHECKERS,
  ...TEXT_CHECKERS,
  tsc,
];
