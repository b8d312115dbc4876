import { codeAt, lengthOf } from './code-at.ts';
import { holds, nameSet } from './name-set.ts';

/** Files that are secret by name, wherever they are. In lower case: some disks do not tell. */
const SECRET_NAMES: readonly RegExp[] = [
  // Samples are made to be read.
  /^\.env(?!.*\.(?:example|sample|template|dist)$)(?:rc|[._~-].*)?$/,
  /^(?!example|sample|template)[\w-]+\.env$/,
  /\.(?:pem|key|p8|p12|pfx|pkcs12|jks|keystore|kdbx|ppk|gpg|ovpn)$/,
  /^id_(?:rsa|dsa|ecdsa|ed25519|xmss)(?:_sk)?(?!.*\.pub$)(?:[._-].*)?$/,
  /^\.?netrc$|^\.pgpass$|^\.my\.cnf$|^\.git-credentials$|^\.htpasswd$|^\.pypirc$|^\.vault-token$|^\.terraformrc$/,
  /^credentials?(?:\.(?:json|ya?ml|toml|ini))?$/,
  /^secrets?\.(?:json|ya?ml|toml|ini|env)$/,
  /^service-account.*\.json$/,
  /\.tfstate(?:\.backup)?$|\.tfvars$/,
  /^client_secret.*\.json$|^\.s3cfg$|^\.boto$|^\.dockercfg$|^[\w-]+_rsa$/,
];

/** Directories in which everything is secret. */
const SECRET_DIRECTORIES = nameSet('.ssh .aws .gnupg .kube .azure .password-store');

/** Paths that are secret below the home directory. */
const SECRET_IN_HOME: readonly string[] = [
  '.config/gcloud',
  '.config/gh',
  '.config/hub',
  '.config/op',
  '.config/sops',
  '.config/rclone',
  '.docker/config.json',
  '.npmrc',
  '.yarnrc.yml',
  '.cargo/credentials.toml',
  '.gem/credentials',
  '.m2/settings.xml',
  '.gradle/gradle.properties',
  '.local/share/keyrings',
  '.mozilla',
  '.config/google-chrome',
  '.config/chromium',
  'library/keychains',
  '.bash_history',
  '.zsh_history',
  '.python_history',
  '.node_repl_history',
  '.psql_history',
];

/** Paths of the system that are secret: passwords, and the memory, environment and descriptors of processes. */
const SECRET_IN_SYSTEM: readonly RegExp[] = [
  /^\/etc\/(?:shadow|gshadow|sudoers)(?:-|\.d)?(?:\/|$)/,
  /^\/etc\/ssh\/ssh_host_.*key$/,
  /^\/proc\/(?:\d+|self|thread-self)\//,
  /^\/dev\/(?:mem|kmem|port)$/,
  /^\/(?:run|var\/run)\/secrets(?:\/|$)/,
];

/** The extensions of `SECRET_NAMES`; every name of theirs without one begins or ends as told below. */
const SECRET_EXTENSIONS = nameSet('pem key env p8 tfvars p12 pfx pkcs12 jks keystore kdbx ppk gpg ovpn tfstate backup');
const SECRET_STEMS = /^(\.|#|id_|netrc|credential|secret|service-account|client_secret)/;

const SLASH = 0x2f;
const DOT = 0x2e;
const TILDE = 0x7e;
const HASH = 0x23;
const LOWER_A = 0x61;

/**
 * Takes an absolute path without `..`, and the home directory when what is secret only there is to count; returns
 * whether its name says that it holds a secret. The name is all that is looked at, in whatever case.
 */
export function isSecretPath(absPath: string, home?: string): boolean {
  const length = lengthOf(absPath);
  let start = 0;
  let dot = -1;
  for (let at = 0; at < length; at++) {
    const code = codeAt(absPath, at);
    if (code === DOT) dot = at;
    else if (code === SLASH) {
      if (isSecretDirectory(absPath, start, at)) return true;
      start = at + 1;
      dot = -1;
    }
  }
  return isSecretName(absPath, start, dot) || isSecretOfSystem(absPath) || (home !== undefined && isSecretInHome(absPath, home));
}

/** Whether everything below a directory is secret, whose name stands in `path` from `start` to `end`. */
export function isSecretDirectory(path: string, start: number, end: number): boolean {
  return end > start && codeAt(path, start) === DOT && holds(SECRET_DIRECTORIES, path, start, end);
}

/**
 * Whether the last name of a path, which begins at `start`, says that it holds a secret. Most names are told apart from every pattern by
 * how they begin and end.
 * @param dot the place of its last dot; anything below `start` when it has none.
 */
export function isSecretName(path: string, start: number, dot: number): boolean {
  const length = lengthOf(path);
  if (start >= length) return false;
  if (isSecretDirectory(path, start, length)) return true;
  const suspicious = (dot >= start && holds(SECRET_EXTENSIONS, path, dot + 1, length)) || mayBegin(path, start) || mayEnd(path, length - 1);
  return suspicious && looksSecret(path.slice(start).toLowerCase());
}

/** By code: the letters that stems begin with. */
const STEM_LETTERS = new Uint8Array(128);
for (const letter of '.#incsINCS') STEM_LETTERS[codeAt(letter, 0)] = 1;

function mayBegin(path: string, start: number): boolean {
  return STEM_LETTERS[codeAt(path, start)] === 1;
}

/** `~` of a copy, `_rsa` of a key. */
function mayEnd(path: string, last: number): boolean {
  const code = codeAt(path, last);
  return code === TILDE || ((code | 0x20) === LOWER_A && last >= 3 && codeAt(path, last - 3) === 0x5f);
}

function looksSecret(name: string): boolean {
  const original = originalOf(name);
  const dot = original.lastIndexOf('.');
  if (!SECRET_STEMS.test(original) && !original.endsWith('_rsa') && !(dot >= 0 && SECRET_EXTENSIONS.names.has(original.slice(dot + 1))))
    return false;
  return matches(SECRET_NAMES, original);
}

/** What an editor keeps beside a file is as secret as the file. */
function originalOf(name: string): string {
  const first = codeAt(name, 0);
  if (first !== DOT && first !== HASH && codeAt(name, name.length - 1) !== TILDE) return name;
  return name
    .replace(/^\.(.+)\.sw[a-p]$/, '$1')
    .replace(/^#(.+)#$/, '$1')
    .replace(/(.)~$/, '$1');
}

/** Each of `SECRET_IN_SYSTEM` lies below one of these. */
const SYSTEM_ROOTS = /^\/(etc|proc|dev|run|var)\//i;
/** By code: the letters that these begin with. */
const SYSTEM_LETTERS = new Uint8Array(128);
for (const letter of 'epdrvEPDRV') SYSTEM_LETTERS[codeAt(letter, 0)] = 1;

function isSecretOfSystem(path: string): boolean {
  return (
    path.length > 1 && SYSTEM_LETTERS[codeAt(path, 1)] === 1 && SYSTEM_ROOTS.test(path) && matches(SECRET_IN_SYSTEM, path.toLowerCase())
  );
}

function isSecretInHome(path: string, home: string): boolean {
  if (codeAt(path, home.length) !== SLASH) return false;
  // All of them are hidden, or below `Library`.
  const first = codeAt(path, home.length + 1);
  if (first !== DOT && (first | 0x20) !== 0x6c) return false;
  const lower = path.toLowerCase();
  if (!lower.startsWith(home.toLowerCase())) return false;
  const rest = lower.slice(home.length + 1);
  return SECRET_IN_HOME.some((one) => rest.startsWith(one) && (rest.length === one.length || codeAt(rest, one.length) === SLASH));
}

function matches(patterns: readonly RegExp[], text: string): boolean {
  return patterns.some((pattern) => pattern.test(text));
}

/**
 * Whether a name below `directory` could be secret for where it lies, whatever it is called. Errs on the side of true.
 * @param directory absolute.
 */
export function mayBeSecretBelow(directory: string, home: string): boolean {
  const below = `${directory.toLowerCase()}/`;
  const inHome = `${home.toLowerCase()}/`;
  return (
    isSecretPath(directory, home) ||
    SYSTEM_ROOTS.test(below) ||
    inHome.startsWith(below) ||
    SECRET_IN_HOME.some((secret) => below.startsWith(`${inHome}${secret}/`) || `${inHome}${secret}`.startsWith(below))
  );
}
