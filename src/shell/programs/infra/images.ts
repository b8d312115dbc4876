import { networkFact } from '../effects.ts';
import type { Scan } from '../options.ts';
import type { Program } from '../program.ts';
import { client } from './client.ts';
import { strangeRegistry } from './registries.ts';

/** Why one of the images may lead to any machine. */
export const image = ({ operands }: Scan): string | undefined => operands.map(strangeRegistry).find((reason) => reason !== undefined);

/** `docker://` asks a registry; other places are files, which only `skopeo` of a person's own wish should read. */
const transport = (scanned: Scan): string | undefined =>
  scanned.operands.some(({ value }) => !/^docker:\/\//.test(value)) ? 'the image lies in another place than a registry' : image(scanned);

const FACTS = [networkFact('registry', 'download')];

/** Clients of registries, which ask the machine that the name of an image holds. */
const crane = client({
  names: ['crane', 'regctl'],
  local: 'version|completion|help',
  secrets: 'auth|auth login|auth get|registry login',
  deletes: 'delete|tag delete|manifest delete|image delete',
  options: {
    flags: '-v -O',
    attached: '--full-ref --omit-digest-tags --verbose',
    values: '--platform -p --format',
    refused: '--insecure --allow-nondistributable-artifacts --tarball',
  },
  more: {
    'ls|manifest|digest|config|tag ls|manifest get|manifest head|image digest|image config|image manifest|image inspect': {
      class: 'remote-read',
      operands: 'text',
      facts: FACTS,
      attached: '--full-ref --omit-digest-tags --verbose',
      values: '--platform -p --format',
      check: image,
    },
  },
  match: { 'crane digest alpine:3': 'remote-read', 'crane version': 'read-only', 'crane push x y': 'network' },
  notMatch: ['crane manifest evil.test/x', 'crane digest --tarball x', 'crane ls x --insecure', 'crane auth get x', 'crane export x y'],
});

const skopeo = client({
  names: ['skopeo'],
  local: 'help|completion',
  secrets: 'login|logout',
  deletes: 'delete',
  options: {
    values: '--command-timeout --override-arch --override-os --override-variant --format -f --retry-times',
    attached: '--raw --config --no-tags --no-creds --debug',
    refused:
      '--authfile --creds --username --password --registry-token --cert-dir --tls-verify --policy --registries.d --registries-conf --shared-blob-dir --daemon-host --tmpdir --insecure-policy',
  },
  more: {
    'inspect|list-tags': {
      class: 'remote-read',
      operands: 'text',
      facts: FACTS,
      attached: '--raw --config --no-tags -n',
      values: '--format -f --retry-times',
      check: transport,
    },
  },
  match: { 'skopeo inspect docker://alpine': 'remote-read', 'skopeo copy docker://a docker://b': 'network' },
  notMatch: [
    'skopeo inspect docker://evil.test/x',
    'skopeo inspect dir:/x',
    'skopeo inspect --creds a:b docker://x',
    'skopeo delete docker://x',
    'skopeo --policy ./x inspect docker://y',
  ],
});

const buildah = client({
  names: ['buildah'],
  local: 'help',
  reads: 'images|containers|ls|list|ps|version|info|inspect',
  secrets: 'login|logout',
  deletes: 'rm|rmi|delete|prune',
  changes: 'system',
  options: {
    flags: '-a -q -n -j',
    attached: '--all --digests --history --json --no-trunc --noheading --quiet',
    values: '-f -t --filter --format --type',
    refused:
      '--root --runroot --storage-driver --storage-opt --registries-conf --registries-conf-dir --short-name-alias-conf --default-mounts-file --log-level --cgroup-manager',
  },
  match: { 'buildah images': 'remote-read', 'buildah run x ls': 'system' },
  notMatch: ['buildah rm x', 'buildah unshare ls', 'buildah --root ./x images', 'buildah bud .'],
});

/** What handles images of containers. */
export const images: readonly Program[] = [crane, skopeo, buildah];
