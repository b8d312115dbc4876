/** A place where a secret stands, whatever it looks like. The expression finds what leads up to it (group 1) and the secret (group 2). */
export interface SecretPlace {
  readonly kind: string;
  readonly pattern: RegExp;
  /** A text in which this finds nothing has no such place. It looks for fixed words, so that it is quick. */
  readonly hint: RegExp;
  /** Whether the words found are a secret. */
  readonly isSecret: (secret: string, before: string) => boolean;
}

/** A word in quotes; the first form stands inside of another text's quotes. A quote that is never closed takes all that follows. */
const QUOTED = String.raw`\\"(?:[^"\\]|\\[^"])*(?:\\"|$)|"(?:[^"\\]|\\[^])*"?|'[^']*'?`;
/** One word of a command, or one value of a file, with its quotes. */
const VALUE = String.raw`${QUOTED}|(?:[^\s"'&;|<>()\x60\\]|\\[^\s"'])+`;

/** What the name of a secret ends with. */
const SECRET_WORD = `(?:${[
  'token|secret',
  'password|passwd|passphrase|passcode',
  '(?<![A-Za-z0-9])pass|[._-]pw|pwd',
  '(?:api|access|secret|private|account|auth|encryption|signing|license|shared|master|app|application)[._-]?key(?:[._-]?id)?',
  'credentials?',
  '[._-]auth',
  'dsn',
].join('|')})`;

/** Between a name and its value. */
const IS = String.raw`\\?["']?\s{0,4}(?:=>|:=|[=:](?![=:~>/]))\s{0,4}`;

/** A shell or a template fills these in: they name no secret. */
const REFERENCE = /^["']?(?:\$(?:[A-Z_][A-Z0-9_]*|\{\{?[^{}]*\}\}?)|\{\{[^{}]*\}\})["']?$/;
const SUBSTITUTION = /^(?:\$$|"?\$\()/;
const PLACEHOLDER = /^["']?(?:\*+|<[^>]*>|\[redacted:[a-z0-9-]+\])["']?$/;
/** What a program's source says of a name. */
const TYPE =
  /^(?:string|number|boolean|bool|str|int|unknown|undefined|null|none|nil|true|false|any|never|void|required|optional|bytes|object)\W*$/i;

const isGiven = (secret: string): boolean => !PLACEHOLDER.test(secret) && !REFERENCE.test(secret) && !SUBSTITUTION.test(secret);

function isAssigned(secret: string, before: string): boolean {
  if (!isGiven(secret)) return false;
  // The shell's own name for the current directory.
  if (/pwd=$/i.test(before) && /^["']?[/~]/.test(secret)) return false;
  if (/\S=$/.test(before) || /^\\?["']/.test(secret)) return /[^"'\\]/.test(secret);
  // With space between it may be a sentence or a program's source.
  return secret.length >= 6 && !TYPE.test(secret);
}

const SCHEMES = 'bearer|basic|token|digest|negotiate|api-?key|key|oauth|dpop|aws4-hmac-sha256';

/** In the order in which they are looked for. */
export const SECRET_PLACES: readonly SecretPlace[] = [
  {
    kind: 'authorization',
    hint: /authorization|bearer/i,
    pattern: new RegExp(
      String.raw`((?:authorization\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?(?:(?:${SCHEMES})\s{1,4})?|bearer\s{1,4}(?=[^\s"']{12})))([^\s"',;\\]+)`,
      'gi',
    ),
    isSecret: isGiven,
  },
  {
    kind: 'cookie',
    hint: /cookie/i,
    pattern: /(cookie\\?["']?\s{0,4}:\s{0,4}\\?["']?)([^"'\r\n\\]+)/gi,
    isSecret: isGiven,
  },
  {
    kind: 'cookie',
    hint: /--cookie|\s-b/,
    pattern: new RegExp(String.raw`((?<![\w-])(?:--cookie(?:=|\s{1,4})|-b\s{0,4}(?=["']?[\w.-]{1,64}=)))(${VALUE})`, 'g'),
    isSecret: (secret) => isGiven(secret) && secret.includes('='),
  },
  {
    kind: 'url-password',
    hint: /:\/\//,
    pattern: /(:\/\/[^\s/:@"'<>]*:)([^\s/"'<>]+)(?=@)/g,
    isSecret: isGiven,
  },
  {
    kind: 'url-token',
    hint: /:\/\//,
    pattern: /(:\/\/)([\w.~-]{20,})(?=@)/g,
    isSecret: isGiven,
  },
  {
    kind: 'option',
    hint: /-/,
    pattern: new RegExp(
      String.raw`((?<![\w-])--?(?!-?no-)[a-z0-9_.-]{0,40}?(?:${SECRET_WORD}|(?<=-)key|(?<=-)auth)(?:=|\s{1,4}))(${VALUE})`,
      'gi',
    ),
    isSecret: (secret, before) => isGiven(secret) && (before.endsWith('=') || !secret.startsWith('-')),
  },
  {
    kind: 'user-password',
    hint: /curl|wget|http|proxy-user/,
    pattern: /((?<![\w-])(?:-u|-U|--user|--proxy-user)(?:=|\s{0,4})["']?[^\s:"'/=]{0,256}:)([^\s"']+)/g,
    // Numbers are a user and a group, a path is a volume.
    isSecret: (secret) => isGiven(secret) && !/^\d{1,6}$|^\//.test(secret),
  },
  {
    kind: 'option',
    hint: /mysql|mariadb/,
    pattern: new RegExp(String.raw`((?<![\w-])(?:mysql|mariadb)[\w-]{0,20}(?:[ \t]+[^\s|;&]+){0,40}?[ \t]+-p)(${VALUE})`, 'g'),
    isSecret: isGiven,
  },
  {
    kind: 'option',
    hint: /sshpass|login|redis-cli/,
    pattern: new RegExp(
      String.raw`((?<![\w-])(?:sshpass[ \t]+-p[ \t]*|(?:login(?:[ \t]+[^\s|;&]+){0,12}?[ \t]+-p|redis-cli(?:[ \t]+[^\s|;&]+){0,12}?[ \t]+-a)[ \t]+))(${VALUE})`,
      'g',
    ),
    isSecret: isGiven,
  },
  {
    kind: 'assignment',
    hint: /token|secret|pass|pwd|key|credential|auth|pw|dsn/i,
    pattern: new RegExp(`(${SECRET_WORD}${IS})(${VALUE})`, 'gi'),
    isSecret: isAssigned,
  },
  {
    // Other names that end so, such as those of database keys, are told by their letters.
    kind: 'assignment',
    hint: /KEY/,
    pattern: new RegExp(`((?<=[A-Z0-9]_?)KEY${IS})(${VALUE})`, 'g'),
    isSecret: isAssigned,
  },
];
