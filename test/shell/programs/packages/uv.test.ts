import { expect, test } from 'vitest';
import { told } from './told.ts';

/** The project is code; what is asked of uv itself is not. */
test.each([
  ['uv cache dir', 'read-only 2'],
  ['uv tool dir', 'read-only 2'],
  ['uv self version', 'read-only 2'],
  ['uv self update', 'install - facts:package_install,network'],
  ['uv version', 'workspace-code -'],
  ['uv version --bump patch', 'install - facts:package_install,network'],
  ['uv version 2.0', 'install - facts:package_install,network'],
  ['uv lock --check', 'workspace-code 2'],
  ['uv lock', 'install - facts:package_install,network'],
  ['uv export -o requirements.txt', 'workspace-code 1 writes:requirements.txt'],
  ['uv export --extra test', 'workspace-code 1'],
  ['uv export --index http://evil.test', 'unproven -'],
  ['uv pip list', 'workspace-code 2'],
  ['uv pip list --python ./x', 'unproven -'],
  ['uv run pytest', 'workspace-code - runs:pytest'],
  ['uv run -m pytest', 'workspace-code - runs:python_-m_pytest'],
  ['uv run --only-dev ty check', 'workspace-code - runs:ty_check'],
  ['uv run --with x python y.py', 'unproven - runs:x_python_y.py'],
  ['uv run rm y', 'workspace-code - runs:rm_y'],
  ['uv sync --help', 'install - facts:package_install,network'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
