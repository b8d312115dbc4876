import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['trivy fs .', 'workspace-code 1 download reads ["."]'],
  ['trivy image alpine:3', 'workspace-code 1 download'],
  ['trivy config --help', 'workspace-code 1 download'],
  ['trivy fs . --config x', 'unproven - download reads [".","x"]'],
  ['trivy fs . --server https://evil.test', 'unproven - download reads [".","https://evil.test"]'],
  ['trivy image evil.test/x', 'unproven - download'],
  ['trivy fs -o x .', 'unproven - download reads ["x","."]'],
  ['trivy fs --template @x .', 'unproven - download reads ["@x","."]'],
  ['trivy plugin run x', 'unproven - unknown'],
  ['trivy frob', 'unproven -'],
  ['dive --version', 'workspace-code 0'],
  ['dive alpine', 'unproven -'],
  ['dive build .', 'unproven -'],
  ['dive --ci alpine', 'unproven -'],
  ['trivy fs --severity HIGH src', 'workspace-code 1 download reads ["src"]'],
  ['trivy image --format json nginx', 'workspace-code 1 download'],
  ['trivy --config x fs .', 'unproven -'],
  ['trivy version', 'workspace-code 1'],
  ['trivy k8s cluster', 'unproven - unknown'],
  ['trivy fs --ignore-policy x .', 'unproven - download reads ["x","."]'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
