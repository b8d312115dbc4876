import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['podman ps -a', 'remote-read 1 download'],
  ['podman pod ps', 'remote-read 2 download'],
  ['nerdctl -n k8s.io ps', 'remote-read - download'],
  ['podman version', 'remote-read 1 download'],
  ['podman --version', 'read-only 0'],
  ['podman run x', 'system - container'],
  ['podman --url tcp://h ps', 'unproven -'],
  ['podman --remote ps', 'unproven - download'],
  ['podman --root ./x ps', 'unproven -'],
  ['podman --hooks-dir ./x ps', 'unproven -'],
  ['podman secret inspect --showsecret x', 'unproven - download'],
  ['podman search evil.test/x', 'unproven - download'],
  ['podman pod top x e', 'unproven - download'],
  ['podman system prune', 'system - dangerous_pattern'],
  ['podman run x --help', 'system - container'],
  ['podman frob', 'system -'],
  ['podman images', 'remote-read 1 download'],
  ['podman logs -f x', 'remote-read 1 download'],
  ['podman -c other ps', 'remote-read - download'],
  ['podman info', 'remote-read 1 download'],
  ['podman pod inspect x', 'remote-read 2 download'],
  ['podman machine list', 'remote-read 2 download'],
  ['podman generate spec -f x y', 'system -'],
  ['podman image exists x', 'remote-read 2 download'],
  ['nerdctl --address /x ps', 'unproven -'],
  ['podman --connection=x ps', 'remote-read - download'],
  ['podman save x', 'system 1 unknown'],
  ['podman network ls', 'remote-read 2 download'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
