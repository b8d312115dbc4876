/** What the analysis of a command yields. Every reader (prefix, tier 0, read-only proof, signals, rules) reads this and nothing else. */

/** A half-open range of UTF-16 offsets into the command text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Stands in `Word.value` where the analysis cannot know what bash would put there. */
export const UNKNOWN = '\uFFFC';

/**
 * One shell word after quote removal.
 * `static`: bash passes exactly `value`. `glob`: `value` is a pattern that bash expands. `dynamic`: parts are unknown (`UNKNOWN`).
 * `found`: any number of words, names that a search finds below the directory `value`, which is one of them.
 */
export interface Word {
  readonly span: Span;
  readonly value: string;
  readonly kind: 'static' | 'glob' | 'dynamic' | 'found';
  /** Which names; absent for other kinds. A `found` word without it may be any. */
  readonly found?: Found;
  /** Of a `dynamic` word: quotes keep it one word, whatever it becomes. */
  readonly whole?: true;
  /** It is `<(…)` and nothing else: the name of a pipe. */
  readonly stream?: true;
}

/** What is known of names that a search finds, before anybody looks at the disk: they are among these. */
export interface Found {
  /** The last name fits one of these patterns; absent when any may be found. */
  readonly names: readonly string[] | undefined;
  /** Directories of these names are not entered. */
  readonly skipped: readonly string[];
  /** Nothing that begins with a dot is found. */
  readonly visible: boolean;
  /** They are cut at blanks and quotes: what becomes of a name that holds one is not known. */
  readonly cut: boolean;
  /** No directory stands before them: one that begins with `-` is an option. */
  readonly bare: boolean;
}

export interface Assignment {
  readonly span: Span;
  readonly name: string;
  readonly value: Word;
}

export interface Redirect {
  readonly span: Span;
  readonly kind: 'read' | 'write' | 'duplicate' | 'text';
  /** The file (`read`, `write`), the descriptor (`duplicate`), the text handed over (`text`: here-doc, here-string). */
  readonly target: Word;
  /** The descriptor it lands on, when it is a plain number. */
  readonly descriptor: number;
}

/** From the narrowest to the widest: a command has the widest class of its parts. */
export const ACTION_CLASSES = [
  'read-only',
  'remote-read',
  'workspace-code',
  'workspace-write',
  'control-write',
  'git-write',
  'install',
  'network',
  'system',
  'unknown',
] as const;
export type ActionClass = (typeof ACTION_CLASSES)[number];

/** The place of a class in `ACTION_CLASSES`. Written out: comparing names is faster than looking them up, and every path asks this. */
export function rankOfClass(cls: ActionClass): number {
  switch (cls) {
    case 'read-only':
      return 0;
    case 'remote-read':
      return 1;
    case 'workspace-code':
      return 2;
    case 'workspace-write':
      return 3;
    case 'control-write':
      return 4;
    case 'git-write':
      return 5;
    case 'install':
      return 6;
    case 'network':
      return 7;
    case 'system':
      return 8;
    case 'unknown':
      return 9;
  }
}

/** True when `a` reaches further than `b`. */
export function isWider(a: ActionClass, b: ActionClass): boolean {
  return a !== b && rankOfClass(a) > rankOfClass(b);
}

/** What a program's table says about one argv, before any path is looked at. */
export interface Effects {
  readonly class: ActionClass;
  /** Operands that name files it reads; a directory is read with all below it. */
  readonly reads?: readonly Word[] | undefined;
  /** Operands that name files it makes or changes. */
  readonly writes?: readonly Word[] | undefined;
  /** Operands that it removes, recursively or not. */
  readonly removes?: readonly Word[] | undefined;
  /** True when a removal, write or mode change goes down into directories. */
  readonly recursive?: boolean | undefined;
  /** Other commands that this one starts. */
  readonly runs?: readonly Nested[] | undefined;
  /** Facts for signals that only the table of this program can tell. */
  readonly facts?: readonly Fact[] | undefined;
  /** The program of an `install` that is started and not downloaded when a package of the workspace has brought it: then it is `workspace-code`. */
  readonly installed?: string | undefined;
  /** Names of files that choose where it asks and as whom, from where it starts upwards; what lies there in the workspace makes a `remote-read` `network`. */
  readonly settings?: readonly string[] | undefined;
  /** Why this argv is not understood completely; then it is never allowed unasked. */
  readonly unproven?: string | undefined;
  /** How many words after the program belong to a prefix; a reason instead when it never has one. */
  readonly prefix: PrefixRule;
}

/** `words` after the program; `whole` when the bare prefix alone may be granted too. */
export type PrefixRule = { readonly words: number; readonly whole?: boolean } | { readonly none: string };

/** A command inside a command: argv that is started as it stands, or a script for a shell. */
export type Nested =
  | {
      readonly kind: 'argv';
      readonly argv: readonly Word[];
      readonly assignments?: readonly Assignment[];
      /** More words come from what it reads: at the end, or for each word that is `mark`. */
      readonly fed?: { readonly mark: string | undefined; readonly cut: boolean } | undefined;
    }
  | { readonly kind: 'script'; readonly script: Word };

/** A fact about one invocation, from which a signal is made. */
export type Fact =
  | { readonly kind: 'package_install'; readonly manager: string }
  | { readonly kind: 'git_write'; readonly verb: string }
  | { readonly kind: 'network'; readonly tool: string; readonly host?: string; readonly direction: 'upload' | 'download' | 'unknown' }
  | { readonly kind: 'dangerous_pattern'; readonly pattern: string; readonly severity: 'high' | 'medium' }
  | { readonly kind: 'credential_access'; readonly what: string }
  | { readonly kind: 'privilege'; readonly tool: string }
  | { readonly kind: 'obfuscation'; readonly how: string }
  | { readonly kind: 'persistence'; readonly how: string }
  | { readonly kind: 'process_control'; readonly verb: string }
  | { readonly kind: 'container'; readonly privileged: boolean };

/** One program that bash would start. */
export interface Invocation {
  readonly span: Span;
  /** `argv[0]` is the program word. */
  readonly argv: readonly Word[];
  /** The program's base name, or `''` when it is not static. */
  readonly name: string;
  /** What that name tells: bits of `programs/traits.ts`. */
  readonly traits: number;
  readonly assignments: readonly Assignment[];
  readonly redirects: readonly Redirect[];
  /** Names of the wrappers it was found under, outermost first: `['sudo', 'env']`. */
  readonly wrappers: readonly string[];
  /** Index into `CommandAnalysis.parts`. */
  readonly part: number;
  /** Its standard input comes from another command of this text. */
  readonly piped: boolean;
  /** Every directory it could start in; `undefined` when that is not known. */
  readonly directories: readonly string[] | undefined;
  /** A command before it, or beside it, may have changed what paths mean (links, moves, unpacking, unknown programs). */
  stale: boolean;
  readonly effects: Effects;
}

/** One simple command of the source text, as a person would count them. */
export interface Part {
  readonly span: Span;
  readonly argv: readonly Word[];
}

export interface Credential {
  readonly span: Span;
  /** As written: `$API_TOKEN`. */
  readonly text: string;
}

/** Something that the analysis does not understand: in the `syntax` of the text, or in what a `program` does with its words. */
export interface Hazard {
  readonly kind: 'syntax' | 'program';
  readonly span: Span;
  readonly reason: string;
}

export interface CommandAnalysis {
  readonly command: string;
  readonly parts: readonly Part[];
  readonly invocations: readonly Invocation[];
  /** Variables that are expanded and named like a credential. */
  readonly credentials: readonly Credential[];
  /** Functions that start themselves more than once. */
  readonly forkBombs: readonly Span[];
  /** Why the analysis is incomplete; empty when `complete`. */
  readonly hazards: readonly Hazard[];
  readonly complete: boolean;
  /** One simple command of literal words without redirects or assignments: it can start without a shell. */
  readonly plain: boolean;
  /** More than one program, or a construct that could hide one: no prefix of the whole can be safe. */
  readonly compound: boolean;
}

/** What the analysis is told about the world; it looks at nothing else. */
export interface AnalysisContext {
  /** Absolute path of the home directory. */
  readonly home: string;
  /** Absolute path the command would start in. */
  readonly cwd: string;
}
