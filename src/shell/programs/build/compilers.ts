import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import type { Program } from '../program.ts';
import { responseFile } from '../words.ts';
import { outputsOf } from './outputs.ts';

const RUNS =
  /^(-wrapper|-fplugin|-B|-specs|-Xlinker|-Wl,|-Wp,|-Wa,|-fuse-ld|-load|-Xclang|-C$|-Clinker|--codegen|-Zcodegen|-L|-J|-processor|-proc|-plugin|--plugin|-T$|-x$|--sysroot|-no-integrated|-ld-path|--config|-@)/;

/** Options that, alone, only tell facts of the compiler itself, and who takes them so. */
const FACTS: readonly (readonly [alone: RegExp, who: RegExp])[] = [
  [/^--(version|help)$/, /^(?!emcc|wasm-pack|latexmk|fpc$|dmd$|ldc2$|lex$|yacc$|zig$)/],
  [
    /^(-v|-dumpmachine|-dumpversion|-dumpfullversion|-print-[a-z-]+(=[\w.+-]+)?|--target-help)$/,
    /^(gcc|g\+\+|cc|c\+\+|clang|clang\+\+|gfortran)$/,
  ],
  [/^(-v|-V)$/, /^(ld|nasm)$/],
  [/^(-V|-vV|-Vv)$/, /^(rustc|dot|flex|bison|ghc)$/],
  [/^-version$/, /^(javac|kotlinc|ocamlc|ocamlopt)$/],
  [/^--(numeric-version|info|supported-extensions)$/, /^ghc$/],
  [/^(version|env|targets|zen|help)$/, /^zig$/],
];

function tellsFacts(args: readonly Word[], name: string): boolean {
  const [only, second] = args;
  if (only?.kind !== 'static') return false;
  if (name === 'rustc' && args.length === 2 && only.value === '--print')
    return (
      second?.kind === 'static' && /^(sysroot|target-list|target-cpus|target-features|cfg|host-tuple|target-libdir)$/.test(second.value)
    );
  return args.length === 1 && FACTS.some(([alone, who]) => alone.test(only.value) && who.test(name));
}

/** They turn the workspace's code into programs; some options name a program that runs meanwhile. */
export const compilers: Program = {
  names: [
    'gcc',
    'g++',
    'cc',
    'c++',
    'clang',
    'clang++',
    'cpp',
    'ld',
    'as',
    'rustc',
    'javac',
    'kotlinc',
    'swiftc',
    'ghc',
    'ocamlc',
    'ocamlopt',
    'gfortran',
    'nasm',
    'yasm',
    'protoc',
    'zig',
    'tcc',
    'fpc',
    'dmd',
    'valac',
    'nvcc',
    'emcc',
    'wasm-pack',
    'bison',
    'flex',
    'yacc',
    'lex',
    'm4',
    'gperf',
    'swig',
    'pdflatex',
    'xelatex',
    'latex',
    'latexmk',
    'tex',
    'pandoc',
    'dot',
  ],
  effects: ({ args }, name): Effects => {
    if (tellsFacts(args, name)) return effects('read-only', { words: 0 });
    const runs = args.some((word) => responseFile(word) || RUNS.test(word.value));
    const writes = outputsOf(args);
    if (runs) return notProven('an option can start another program', { writes });
    return effects('workspace-code', { words: 0 }, { writes });
  },
  match: {
    'gcc -c x.c': 'workspace-code',
    'rustc x.rs -o x': 'workspace-code',
    'gcc --version': 'read-only',
    'javac -version': 'read-only',
    'rustc --print target-list': 'read-only',
  },
  notMatch: [
    'fpc --version',
    'dmd --version',
    'gcc -wrapper rm,y -c x.c',
    'clang -fplugin=./x.so x.c',
    'gcc @args',
    'gcc *.c',
    'javac @args',
    'rustc -C linker=./x y.rs',
    'gcc $x',
    'gcc -v x.c',
    'emcc --version',
    'cpp -v',
  ],
};
