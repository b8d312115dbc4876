import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { PROGRAMS } from '../../../src/shell/programs/index.ts';

/**
 * Real, and not logged: what stands in front of a shell would drop the functions that it is handed in its environment. What a shell starts is
 * logged all the same.
 */
const SHELLS = 'bash sh dash'.split(' ');

/** Real programs. What they start and change is what the proof is about; each start is logged. */
const REAL = (
  'env xargs find nohup timeout nice stdbuf setsid ionice taskset flock chrt sed awk mawk gawk perl base64 base32 basenc cat tee sort tr tar git ssh make head tail seq printf echo grep egrep fgrep diff wc cut ls dir vdir cp mv ' +
  'ln rm mkdir touch less more most vim vi view ed cmp comm join paste column date expr fold fmt nl od xxd hexdump hd strings stat file du df dirname ' +
  'basename readlink realpath pathchk expand unexpand pr tsort uniq rev tac tput test true false uname nproc arch id groups who w users uptime free ps ' +
  'pgrep lsof pstree hostname tree jq zcat gzip gunzip bzip2 bunzip2 bzcat xz unxz xzcat zstd unzstd zstdcat zip unzip zipinfo cpio csplit split ' +
  'truncate mktemp install chmod dd shuf factor yes cksum md5sum sha1sum sha256sum sha512sum b2sum sum numfmt ptx pwd printenv locale getconf getopt ' +
  'which logname tty lsblk lscpu findmnt namei cal ncal look iconv openssl ar nm objdump readelf size ldd bc dc rg fd fdfind bat ag sdiff diff3 patch ' +
  'colrm ul col ln link mkfifo unlink rmdir sleep rsync cpp m4 msgfmt envsubst'
).split(' ');

/** Programs that would do harm or wait for a network; stubs, whatever the machine has. */
const PAYLOADS =
  'pwn curl wget nc id-stub npm npx yarn pnpm docker kubectl kill crontab at python python3 node ruby php shred reboot dpkg apt systemctl chown git-pwn git-rm cmd1 cmd2 y'.split(
    ' ',
  );

/** How a name in the jail's /usr/bin behaves. */
export type Role = { readonly kind: 'shell' | 'real'; readonly target: string } | { readonly kind: 'stub' };

/** Every name in the jail's /usr/bin. What the machine has not, and what is not named above, is a stub. */
export function rolesOf(): ReadonlyMap<string, Role> {
  const roles = new Map<string, Role>();
  const known = PROGRAMS.flatMap((program) => program.names).filter((name) => /^\w[\w.+-]*$/.test(name));
  for (const name of [...PAYLOADS, ...known]) roles.set(name, { kind: 'stub' });
  for (const [kind, names] of [['shell', SHELLS] as const, ['real', REAL] as const]) {
    for (const name of names) {
      const target = locate(name);
      roles.set(name, target === undefined ? { kind: 'stub' } : { kind, target });
    }
  }
  return roles;
}

/**
 * The name under /usr/bin to start for `name`. A link beside its target is started as itself, for some programs do what their name says
 * (`xzcat`, a link to `xz`); a link that leads through other directories (`awk`) would lead back to what logs, so its target is started.
 */
function locate(name: string): string | undefined {
  const link = path.join('/usr/bin', name);
  try {
    const real = realpathSync(link);
    if (path.dirname(real) !== '/usr/bin') return undefined;
    const beside = lstatSync(link).isSymbolicLink() && !readlinkSync(link).includes('/');
    return beside ? name : path.basename(real);
  } catch {
    return undefined;
  }
}

/**
 * Programs that a real program starts by itself, whatever its words are, and that its name stands for: `zcat` is a script around
 * `gzip`.
 */
export const PARTS_OF: Readonly<Record<string, readonly string[]>> = {
  egrep: ['grep'],
  fgrep: ['grep'],
  zcat: ['gzip'],
  gunzip: ['gzip'],
  sdiff: ['diff'],
  diff3: ['diff'],
  tar: ['gzip', 'bzip2', 'xz', 'zstd', 'lzip', 'lzop', 'compress'],
  // Some of its commands are shell scripts; ssh and gpg carry and sign for it, unless its configuration says otherwise.
  git: ['ssh', 'gpg', 'basename', 'sed', 'uname'],
};
