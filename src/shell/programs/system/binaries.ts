import { leaf } from '../leaf.ts';
import type { Scan } from '../options.ts';
import { responseReason } from '../words.ts';

const check = ({ operands }: Scan) => responseReason(operands);

/** A plug-in is code; a target can come with one. */
export const nm = leaf({
  names: ['nm'],
  flags:
    '-a -A -B -C -d -D -g -G -h -j -m -n -o -p -P -r -s -S -u -U -v -V -x --debug-syms --defined-only --demangle --dynamic --extern-only --no-demangle ' +
    '--no-sort --numeric-sort --portability --print-armap --print-file-name --print-size --reverse-sort --size-sort --undefined-only --just-symbol-name',
  values: '-t -f --format --radix',
  refused: '-X --plugin --target',
  operands: 'read',
  check,
  match: { 'nm -gu x': 'read-only', 'nm --defined-only x': 'read-only' },
  notMatch: ['nm --plugin ./x.so y', 'nm @list', 'nm --frob x'],
});

export const size = leaf({
  names: ['size'],
  flags: '-A -B -d -G -l -m -o -t -x --common --totals',
  values: '--format --radix',
  refused: '--target',
  operands: 'read',
  check,
  match: { 'size -t x y': 'read-only' },
  notMatch: ['size @list', 'size --target x y', 'size --frob'],
});

/** Contents of debugging information can be fetched, or lie in other files. */
export const readelf = leaf({
  names: ['readelf'],
  flags:
    '-a -A -c -C -d -D -e -g -h -H -I -l -n -r -s -S -t -u -v -V -W --all --arch-specific --demangle --dynamic --dyn-syms --file-header --headers --histogram ' +
    '--notes --program-headers --relocs --section-details --section-headers --sections --segments --silent-truncation --symbols --syms --unwind --version-info --wide',
  values: '-p -R -x --hex-dump --relocated-dump --string-dump',
  refused: '-w -P --debug-dump --dwarf-start --process-links',
  operands: 'read',
  check,
  match: { 'readelf -hW x': 'read-only', 'readelf -p .comment x': 'read-only' },
  notMatch: ['readelf -w x', 'readelf --debug-dump=follow-links x', 'readelf @list', 'readelf --frob x'],
});

/** With `-S` it shows the sources that a file names, whatever they are. */
export const objdump = leaf({
  names: ['objdump', 'llvm-objdump'],
  flags:
    '-a -C -d -D -f -F -h -p -r -R -s -t -T -v -w -x -z --all-headers --archive-headers --demangle --disassemble-all --disassemble-zeroes --dynamic-reloc --dynamic-syms ' +
    '--file-headers --full-contents --headers --no-addresses --no-show-raw-insn --private-headers --reloc --section-headers --syms --wide --show-raw-insn',
  attached: '--disassemble',
  values: '-j -M --section --disassembler-options --start-address --stop-address --disassemble-symbols',
  refused: '-S -l -W -L -b -m -P -e -G -g -i --source --source-comment --line-numbers --dwarf --process-links --prefix --target --plugin',
  operands: 'read',
  check,
  match: { 'objdump -d x': 'read-only', 'objdump -t -j .text x': 'read-only' },
  notMatch: ['objdump -S x', 'objdump -dS x', 'objdump --source x', 'objdump -l -d x', 'objdump @list', 'objdump -W x'],
});

export const otool = leaf({
  names: ['otool'],
  flags: '-a -c -C -d -D -f -G -h -H -I -j -l -L -M -o -P -q -r -R -S -t -T -v -V -x -X --version -version',
  values: '-arch -p',
  pairs: '-s',
  operands: 'read',
  match: { 'otool -L x': 'read-only', 'otool -tV -arch arm64 x': 'read-only', 'otool -s __TEXT __text x': 'read-only' },
  notMatch: ['otool --frob x'],
});

export const dwarfdump = leaf({
  names: ['dwarfdump', 'llvm-dwarfdump'],
  flags:
    '-a -c -r -u -v --all --debug-abbrev --debug-info --debug-line --debug-names --quiet --show-children --show-parents --statistics --uuid --verbose --verify',
  values: '--find --name',
  // Of one program of this name they take no value, and another option stands behind.
  refused: '-f -n -arch --arch',
  writes: '-o --out-file',
  operands: 'read',
  check,
  match: { 'dwarfdump --uuid x': 'read-only', 'dwarfdump -o out x': 'workspace-write' },
  notMatch: ['dwarfdump -o out x', 'dwarfdump --frob x', 'dwarfdump @list', 'dwarfdump -n --file-output=/x y', 'dwarfdump -f -O file=x y'],
});

/** Names of what lies at an address. */
export const addr2line = leaf({
  names: ['addr2line'],
  flags: '-a -C -f -i -p -s --addresses --basenames --demangle --functions --inlines --pretty-print',
  values: '-j --section',
  reads: '-e --exe',
  refused: '-b --target',
  operands: 'text',
  check,
  match: { 'addr2line -fe x 0x1': 'read-only' },
  notMatch: ['addr2line @list', 'addr2line --frob'],
});

/** A process that runs is not looked into. */
export const atos = leaf({
  names: ['atos'],
  flags: '-i -fullPath -offset -inlineFrames',
  values: '-l -s -d -arch',
  reads: '-o -f',
  refused: '-p -printHeader',
  style: 'single-dash',
  operands: 'text',
  match: { 'atos -o x -l 0x1 0x2': 'read-only' },
  notMatch: ['atos -p 1 0x1', 'atos --frob'],
});
