import path from 'node:path';
import { codeAt, lengthOf, startsAt } from '../shell/code-at.ts';
import { holds, nameSet } from '../shell/name-set.ts';
import { isSecretDirectory, isSecretName, isSecretPath, mayBeSecretBelow } from '../shell/secret-paths.ts';

/**
 * What a path is to the policy. `workspace`: inside the root and nothing special. `readable`: outside, but everybody's reading matter
 * (`/usr`). `null`: `/dev/null` and its like. `device`: a disk. `control`: a file that configures programs. `own`: our settings and state.
 */
export type Place = 'null' | 'workspace' | 'readable' | 'outside' | 'control' | 'secret' | 'own' | 'device';

/** The bounds that paths are judged by; all absolute and real. */
export interface Bounds {
  readonly workspace: string;
  readonly home: string;
  /** Our own: settings, rules, state, compiled code. */
  readonly ownDirs: readonly string[];
  /** Nothing of ours lies in the workspace, and nothing is secret below it for lying there: the names below it tell all. */
  readonly ordinary: boolean;
}

/** Works out what follows from the bounds alone, once for all the paths that are judged by them. */
export function boundsOf({ workspace, home, ownDirs }: Pick<Bounds, 'workspace' | 'home' | 'ownDirs'>): Bounds {
  const ordinary =
    workspace !== '/' &&
    !ownDirs.some((own) => within(own, workspace) || within(workspace, own)) &&
    !within(home, workspace) &&
    !mayBeSecretBelow(workspace, home);
  return { workspace, home, ownDirs, ordinary };
}

/** Directories outside the workspace that programs may read unasked: installed software, no one's data. */
const READABLE = ['/usr', '/lib', '/lib64', '/opt/homebrew'];
/** Below those, but services and people keep data there. */
const DATA = ['/usr/local/etc', '/usr/local/var', '/usr/home', '/opt/homebrew/etc', '/opt/homebrew/var'];
const HARMLESS = new Set(['/dev/null', '/dev/zero', '/dev/tty']);
/** A program's own descriptors, by name. */
const STREAMS = new Set(['/dev/stdin', '/dev/stdout', '/dev/stderr', '/dev/fd/0', '/dev/fd/1', '/dev/fd/2']);

export function isStream(absolute: string): boolean {
  return startsAt(absolute, '/dev/') && STREAMS.has(absolute);
}
/** The same by form: workspace files of editors, `.…rc` with or without an extension, `.…-ci.yml`. */
const CONTROL_PATTERN = /\.code-workspace$|^\.envrc\.|^\.[a-z-]+rc(\.(json|jsonc|js|cjs|mjs|ts|ya?ml|toml))?$|^\.[a-z-]+-ci\.ya?ml$/;

/** Names of disks and of what stands for one. */
export const DISK = /^\/dev\/(r?disk|sd|hd|vd|xvd|nvme|mmcblk|loop|dm-|md|mapper\/|sr|nbd|zram|pmem|bcache|mtd|drbd|rbd|dasd|ubi|vg|zvol)/;

/** Directory names, each with a leading dot, whose whole content configures an agent, an editor, git, hooks or CI. */
const CONTROL_DIRECTORIES = nameSet(
  '.git .bailiwick .claude .codex .cursor .gemini .opencode .qwen .kimi .copilot .windsurf .vscode .idea .zed .husky .githooks .github .gitlab .circleci .buildkite .devcontainer .direnv .cargo .yarn .config .bundle .mvn .hg .svn .kiro .continue .roo .clinerules .junie .agents .git-hooks .forgejo .gitea .woodpecker .changeset .aider .amazonq .augment .goose',
);
/** File names, in lower case, that configure a shell, a package manager, an agent or CI. */
const CONTROL_FILES = nameSet(
  '.gitmodules .gitattributes .gitconfig .mcp.json opencode.json opencode.jsonc agents.md claude.md gemini.md qwen.md .cursorrules .npmrc .yarnrc .yarnrc.yml .pnpmfile.cjs pnpmfile.js .pnprc bunfig.toml pip.conf pip.ini .pypirc .condarc .gemrc .bashrc .bash_profile .bash_login .bash_logout .profile .zshrc .zshenv .zprofile .zlogin .inputrc .envrc .tool-versions .mise.toml mise.toml .vimrc .nvimrc .exrc .emacs .dir-locals.el .editrc .screenrc .tmux.conf .gitlab-ci.yml .travis.yml jenkinsfile azure-pipelines.yml bitbucket-pipelines.yml .pre-commit-config.yaml .lefthook.yml lefthook.yml .lintstagedrc .nvim.lua .rprofile pnpm-workspace.yaml rust-toolchain rust-toolchain.toml .woodpecker.yml .drone.yml .iex.exs .gdbinit .lldbinit .irbrc .pryrc .ghci .ocamlinit .pdbrc .bazelrc .ackrc .clinerules .aider.conf.yml .ycm_extra_conf.py lefthook-local.yml .simple-git-hooks.json nuget.config gradle-wrapper.properties .mise.local.toml mise.local.toml .lfsconfig appveyor.yml .cirrus.yml cloudbuild.yaml .python-version .ruby-version .node-version .nvmrc .java-version .sdkmanrc .curlrc .wgetrc .psqlrc .sqliterc .my.cnf .pythonrc .pythonstartup sitecustomize.py usercustomize.py .jshintrc .watchmanconfig .terraformrc',
);

const SLASH = 0x2f;
const DOT = 0x2e;
const LOWER_E = 0x65;

/** True when `inner` is `outer` or lies below it; both are absolute. */
export function within(inner: string, outer: string): boolean {
  const { length } = outer;
  const whole = lengthOf(inner);
  // Most paths differ in the first letter, which is cheaper to look at.
  if (whole < length || (length > 1 && codeAt(inner, 1) !== codeAt(outer, 1))) return false;
  return startsAt(inner, outer) && (whole === length || codeAt(inner, length) === SLASH || codeAt(outer, length - 1) === SLASH);
}

/** Judges one absolute real path. Later kinds are stricter; the strictest that fits wins. */
export function placeOf(real: string, bounds: Bounds): Place {
  return bounds.ordinary && within(real, bounds.workspace) ? placeBelow(real, bounds.workspace.length) : placeAnywhere(real, bounds);
}

/**
 * The same for what `text` names in `directory`, when no link leads elsewhere: `real` is the two with a slash between them. In the
 * workspace itself the names in `text` tell all, and the joined path is not even read.
 */
export function placeOfName(real: string, text: string, directory: string, bounds: Bounds): Place {
  const below = bounds.ordinary && directory === bounds.workspace && isBelow(text);
  return below ? placeBelow(text, -1) : placeOf(real, bounds);
}

/** Whether joining it to a directory puts a slash and all of it behind that. */
function isBelow(text: string): boolean {
  return text !== '' && text !== '.' && codeAt(text, 0) !== SLASH;
}

/** The place of a path in an ordinary workspace, by the names that stand behind `from`; each character is looked at once. */
function placeBelow(real: string, from: number): Place {
  const length = lengthOf(real);
  let control = false;
  let start = from + 1;
  let dot = -1;
  for (let at = start; at < length; at++) {
    const code = codeAt(real, at);
    if (code === DOT) dot = at;
    else if (code === SLASH) {
      if (isSecretDirectory(real, start, at)) return 'secret';
      control ||= isControlDirectory(real, start, at);
      start = at + 1;
      dot = -1;
    }
  }
  if (isSecretName(real, start, dot)) return 'secret';
  return control || isControlFile(real, start) ? 'control' : 'workspace';
}

/** The same for every path and all bounds. */
function placeAnywhere(real: string, bounds: Bounds): Place {
  if (startsAt(real, '/dev/')) {
    if (HARMLESS.has(real) || STREAMS.has(real)) return 'null';
    if (DISK.test(real)) return 'device';
  }
  if (isOwn(real, bounds)) return 'own';
  if (isSecretPath(real, bounds.home)) return 'secret';
  if (within(real, bounds.workspace)) return isControl(real, bounds.workspace.length) ? 'control' : 'workspace';
  return READABLE.some((root) => within(real, root)) && !DATA.some((root) => within(real, root)) ? 'readable' : 'outside';
}

/** True when the last name of a path is one that configures programs, wherever it lies. */
export function isControlName(real: string): boolean {
  return isControl(real, Math.max(0, real.lastIndexOf('/')));
}

/** True for a place that whoever works in the workspace could have written; programs there prove nothing. */
export function isWritable(real: string, bounds: Bounds): boolean {
  return within(real, bounds.workspace) || isOwn(real, bounds) || isShared(real);
}

function isOwn(real: string, bounds: Bounds): boolean {
  for (const own of bounds.ownDirs) if (within(real, own)) return true;
  return false;
}

/** Everybody's scratch. */
const SHARED = ['/tmp/', '/var/tmp/', '/dev/shm/'];

function isShared(real: string): boolean {
  for (const root of SHARED) if (within(real, root)) return true;
  return false;
}

/** Looks at the names below `from`, in whatever case: some disks do not tell. */
function isControl(real: string, from: number): boolean {
  const { length } = real;
  let start = from + 1;
  for (let at = start; at < length; at++) {
    if (codeAt(real, at) !== SLASH) continue;
    if (isControlDirectory(real, start, at)) return true;
    start = at + 1;
  }
  return isControlFile(real, start);
}

function isControlDirectory(real: string, start: number, end: number): boolean {
  return end > start && codeAt(real, start) === DOT && holds(CONTROL_DIRECTORIES, real, start, end);
}

/** The last name, which begins at `start`, is one that configures programs, or a directory of such. */
function isControlFile(real: string, start: number): boolean {
  const length = lengthOf(real);
  if (start >= length) return false;
  if (isControlDirectory(real, start, length) || holds(CONTROL_FILES, real, start, length)) return true;
  const patterned = codeAt(real, start) === DOT || (codeAt(real, length - 1) === LOWER_E && real.endsWith('.code-workspace'));
  return patterned && CONTROL_PATTERN.test(real.slice(start).toLowerCase());
}

const SYSTEM = new Set(
  '/bin /boot /dev /etc /home /lib /lib32 /lib64 /opt /proc /root /run /sbin /srv /sys /usr /usr/bin /usr/lib /usr/lib64 /usr/local /usr/sbin /usr/share /var /var/lib /var/log /System /Library /Applications /Users /private /private/etc /private/var /Volumes'.split(
    ' ',
  ),
);

const LONGEST_SYSTEM = Math.max(...[...SYSTEM].map((name) => name.length));

/** True for a place whose recursive removal is a catastrophe: the root, a home, a system directory, the workspace, or what holds one. */
export function isVital(absolute: string, { home, workspace }: Bounds): boolean {
  const plain = FOLDS.test(absolute) ? path.resolve(absolute) : absolute;
  if (plain.length <= LONGEST_SYSTEM && (SYSTEM.has(plain) || plain === '/')) return true;
  return /^\/(home|Users)\/[^/]+$/.test(plain) || within(home, plain) || within(workspace, plain);
}

/** `.`, `..` and slashes that stand for nothing. */
const FOLDS = /\/([./]|$)/;
