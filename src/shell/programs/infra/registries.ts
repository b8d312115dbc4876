import type { Word } from '../../analysis.ts';

/** Registries that everybody shares: who asks one of them for a name tells nobody else of it. */
const SHARED = new Set(
  'docker.io index.docker.io registry-1.docker.io ghcr.io quay.io gcr.io registry.k8s.io k8s.gcr.io mcr.microsoft.com public.ecr.aws registry.gitlab.com'.split(
    ' ',
  ),
);

/**
 * Why the name of an image may lead to any machine; undefined when it leads to a shared registry.
 * As registries' clients read a name, what stands before the first `/` is a host when it holds a `.` or `:`, or is `localhost`.
 */
export function strangeRegistry(word: Word): string | undefined {
  if (word.kind !== 'static') return 'the image is only known when it runs';
  const [first = '', ...rest] = word.value.replace(/^docker:\/\//, '').split('/');
  const host = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  if (!/^[\w./:@-]*$/.test(word.value.replace(/^docker:\/\//, '')) || first === '') return 'the name of the image is odd';
  return host && !SHARED.has(first) ? 'the name of the image chooses the machine that is asked' : undefined;
}
