/** What is known of programs by their names alone, beside their tables: a bit for each trait, so that one look-up answers all. */

const TRAITS = new Map<string, number>();
let next = 1;

/** A trait of the programs with these names, which are separated by blanks. */
function trait(names: string): number {
  const bit = next;
  next *= 2;
  for (const name of names.split(' ')) TRAITS.set(name, (TRAITS.get(name) ?? 0) | bit);
  return bit;
}

/** A trait that no name gives. */
function unnamed(): number {
  const bit = next;
  next *= 2;
  return bit;
}

/** It stands for what a tool does by itself: nothing is started, so neither a PATH nor a rule for programs says anything of it. */
export const NO_PROGRAM = unnamed();

/** All traits of a base name, as bits. */
export function traitsOf(name: string): number {
  return TRAITS.get(name) ?? 0;
}

/** Every name that has a trait. */
export function namesWithTraits(): Iterable<string> {
  return TRAITS.keys();
}

/** Bash runs it itself: no program of that name is started. */
export const BUILTIN = trait(
  ': . [ alias bg bind break builtin caller cd command compgen complete compopt continue declare dirs disown echo enable eval exec exit export false fc fg getopts hash help history jobs kill let local logout mapfile popd printf pushd pwd read readarray readonly return set shift shopt source suspend test times trap true type typeset ulimit umask unalias unset wait',
);

/** Reads commands from its standard input when it is given none. */
export const SHELL = trait('bash sh dash zsh ksh ash');

/** Runs what it is given once, at once and in order, and changes no file itself; what others run may come again, later or beside the rest. */
export const RUNS_ONCE = trait(
  'bash sh dash zsh ksh ash env sudo doas nice ionice chrt nohup timeout time command builtin exec eval stdbuf setsid taskset unbuffer busybox npx pnpx bunx',
);

/** What it runs starts somewhere else. */
export const ELSEWHERE = trait('chroot ssh su nsenter unshare docker podman kubectl parallel');

/** Changes files but never makes a name mean another place. */
export const KEEPS_NAMES = trait('mkdir touch rm rmdir chmod truncate tee sed sort');

/** Makes no name mean another file, but `..` behind a name that was a link leads elsewhere once it is a directory. */
export const REMAKES = trait('rm rmdir mkdir unlink');

/** Looks at no more than the names below a directory, or at what the index of git holds. */
export const SHALLOW = trait(
  'ls dir vdir ll find gfind fd fdfind fzf tokei du stat tree file test [ cd chdir pushd realpath readlink namei basename dirname git mkdir rmdir rm mv gmv touch chmod ln gln',
);

/** Does not follow links while it goes down. */
export const FOLLOWS_NOT = trait('grep egrep fgrep rg ag ack tar cp gcp rsync');

/** Hands the names it finds to another, which then follows them. */
export const FINDER = trait('find gfind fd fdfind xargs gxargs');

/** Makes the files it reads appear under another name. */
export const COPIER = trait('cp gcp ditto mv gmv install ginstall ln gln link symlink');

/** Writes through a link that lies where the copy shall. */
export const COPIES_THROUGH = trait('cp gcp ditto');

/** Opens what it is told to write; others put a new file in its place, which would break `/dev/null`. */
export const OPENER = trait('cp gcp tee dd curl wget tar sort gcc cc clang go');

/** Makes file systems, partitions or noise on a disk. */
export const FORMATTER = trait(
  'mkfs mke2fs mkswap mkntfs mkdosfs newfs fdisk sfdisk cfdisk gdisk sgdisk parted wipefs blkdiscard badblocks hdparm nvme sg_format cryptsetup zpool shred dd',
);

/** Starts a program that it finds in the workspace, and downloads it when it is not there: no PATH says what runs. */
export const FETCHES = trait('npx pnpx bunx');

/** Git, and what asks it about the repository. */
export const STARTS_GIT = trait('git ag delta tig');
