import type { Effects } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import type { Program } from '../program.ts';
import { responseFile } from '../words.ts';
import { outputsOf } from './outputs.ts';

const RUNS =
  /^(-wrapper|-fplugin|-B|-specs|-Xlinker|-Wl,|-Wp,|-Wa,|-fuse-ld|-load|-Xclang|-C$|-Clinker|--codegen|-Zcodegen|-L|-J|-processor|-proc|-plugin|--plugin|-T$|-x$|--sysroot|-no-integrated|-ld-path|--config|-@)/;

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
  effects: ({ args }): Effects => {
    const [only] = args;
    if (args.length === 1 && only?.kind === 'static' && /^(--version|-v|-version|-dumpmachine|-dumpversion)$/.test(only.value))
      return effects('workspace-code', { words: 0 });
    const runs = args.some((word) => responseFile(word) || RUNS.test(word.value));
    const writes = outputsOf(args);
    if (runs) return notProven('an option can start another program', { writes });
    return effects('workspace-code', { words: 0 }, { writes });
  },
  match: { 'gcc -c x.c': 'workspace-code', 'rustc x.rs -o x': 'workspace-code' },
  notMatch: [
    'gcc -wrapper rm,y -c x.c',
    'clang -fplugin=./x.so x.c',
    'gcc @args',
    'gcc *.c',
    'javac @args',
    'rustc -C linker=./x y.rs',
    'gcc $x',
  ],
};
