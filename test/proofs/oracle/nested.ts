import type { Random } from './random.ts';

/** What starts a shell, or the same one again, on a script `S`. */
const SHELLS = [
  'bash -c S',
  'sh -c S',
  'dash -c S',
  'bash -ec S',
  'bash -c S x y',
  'sh -c S x y',
  'eval S',
  'env sh -c S',
  'timeout 5 bash -c S',
  'xargs sh -c S',
  'xargs -n1 sh -c S < names.txt',
  'find . -name file.txt -exec sh -c S \\;',
  'find . -name file.txt -exec bash -c S x {} \\;',
  'echo S | sh',
  'echo S | bash -s',
  "printf '%s\\n' S | sh",
  'bash <<< S',
  'sh <<E\nS\nE',
  "sh <<'E'\nS\nE",
  'cat <<E | bash\nS\nE',
  'xargs -I{} sh -c {} <<< S',
  '. /dev/stdin <<< S',
  '. <(echo S)',
  'sh -c "$(echo S)"',
  'trap S EXIT; ls',
  'script -qc S /dev/null',
  'flock file.txt -c S',
  'nice sh -c S',
  'command eval S',
  'bash --norc -c S',
  'bash -o posix -c S',
  'bash +x -c S',
  'bash -O extglob -c S',
  'bash -xc S',
  'env -S S',
  'watch S',
];

/** A text as the script of another shell, quoted for this one; plain sh reads some of it in another way than bash. */
export function nested(random: Random, text: string): string {
  const quoted = random.chance(0.75) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`;
  return random.pick(SHELLS).replace(/\bS\b/, () => quoted);
}
