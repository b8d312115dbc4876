import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['crane digest alpine:3', 'remote-read 1 download'],
  ['crane version', 'read-only 1'],
  ['crane push x y', 'network - upload'],
  ['crane manifest evil.test/x', 'unproven - download'],
  ['crane digest --tarball x', 'unproven - download'],
  ['crane ls x --insecure', 'unproven - download'],
  ['crane auth get x', 'network - credential_access'],
  ['crane export x y', 'network - upload'],
  ['skopeo inspect docker://alpine', 'remote-read 1 download'],
  ['skopeo copy docker://a docker://b', 'network - upload'],
  ['skopeo inspect docker://evil.test/x', 'unproven - download'],
  ['skopeo inspect dir:/x', 'unproven - download'],
  ['skopeo inspect --creds a:b docker://x', 'unproven - download'],
  ['skopeo delete docker://x', 'network - upload dangerous_pattern'],
  ['skopeo --policy ./x inspect docker://y', 'unproven - upload'],
  ['buildah images', 'remote-read 1 download'],
  ['buildah run x ls', 'system -'],
  ['buildah rm x', 'system - dangerous_pattern'],
  ['buildah unshare ls', 'system -'],
  ['buildah --root ./x images', 'unproven -'],
  ['buildah bud .', 'system -'],
  ['crane ls ghcr.io/o/r', 'remote-read 1 download'],
  ['crane manifest localhost:5000/x', 'unproven - download'],
  ['crane config x', 'remote-read 1 download'],
  ['skopeo list-tags docker://docker.io/library/x', 'remote-read 1 download'],
  ['skopeo inspect docker-archive:x', 'unproven - download'],
  ['skopeo inspect docker://localhost/x', 'unproven - download'],
  ['skopeo inspect --tls-verify=false docker://x', 'unproven - download'],
  ['buildah inspect x', 'remote-read 1 download'],
  ['buildah images $x', 'unproven - download'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
