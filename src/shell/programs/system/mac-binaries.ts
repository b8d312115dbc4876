import { leaf } from '../leaf.ts';

const DOUBT = 'it makes another file';

/** Kinds of machine in a file; what it takes apart or puts together goes to `-output`. */
export const lipo = leaf({
  names: ['lipo'],
  flags: '-archs -info -detailed_info',
  style: 'single-dash',
  operands: 'read',
  check: ({ options, operands }) => (options.length === 1 && operands.length > 0 ? undefined : DOUBT),
  match: { 'lipo -archs x': 'read-only', 'lipo -info x': 'read-only', 'lipo -detailed_info x': 'read-only' },
  notMatch: ['lipo -create a b -output c', 'lipo -thin arm64 a -output b', 'lipo a', 'lipo -info a -output b', 'lipo x -verify_arch arm64'],
});

/** A process by name or number is no file, and is not looked at. */
export const symbols = leaf({
  names: ['symbols'],
  flags: '-w -printSignature -uuid -onlyExternals -noSources -noDemangling -noRegions -help',
  values: '-arch -lookup',
  refused: '-saveSignature -symbolsPackageDir',
  style: 'single-dash',
  operands: 'read',
  match: { 'symbols x': 'read-only', 'symbols -lookup main x': 'read-only' },
  notMatch: ['symbols -saveSignature out x', 'symbols -symbolsPackageDir d x', 'symbols -frob x'],
});

/** `-s` and `-z` are among those that change an image. */
export const sips = leaf({
  names: ['sips'],
  flags: '-h -H -v -1 --help --helpProperties --version --formats --oneLine --verify',
  values: '-g --getProperty',
  operands: 'read',
  check: ({ options }) => (options.length > 0 ? undefined : 'it is not said what it does'),
  match: { 'sips -g pixelWidth x.png': 'read-only', 'sips --verify x.icc': 'read-only' },
  notMatch: [
    'sips -z 1 1 x.png',
    'sips -s format jpeg x -o y',
    'sips -r 90 x.png',
    'sips -x p x',
    'sips --deleteProperty a x',
    'sips -j x.js',
  ],
});

/** To standard output, or only what it is. */
export const binhex = leaf({
  names: ['binhex', 'macbinary', 'applesingle'],
  flags: '-c -h -v -V --to-stdout --pipe --help --verbose --version',
  operands: 'pattern',
  check: ({ options, operands }) => {
    const [verb] = operands;
    const shown = options.some(({ name }) => /^(-c|--to-stdout|--pipe)$/.test(name));
    if (verb === undefined) return options.every(({ name }) => /^(-h|-V|--help|--version)$/.test(name)) ? undefined : DOUBT;
    return verb.value === 'probe' || (/^(de|en)code$/.test(verb.value) && shown) ? undefined : DOUBT;
  },
  match: { 'macbinary probe x.bin': 'read-only', 'binhex decode -c x.hqx': 'read-only', 'binhex --version': 'read-only' },
  notMatch: ['binhex encode x', 'macbinary decode x', 'applesingle decode x', 'binhex $x -c y'],
});

/** It lays out text, and fetches what a page names. */
export const helpOnly = leaf({
  names: ['compression_tool', 'textutil'],
  flags: '-h -help',
  style: 'single-dash',
  operands: 'text',
  check: ({ operands, options }) =>
    operands.length > 0 || options.length === 0 ? 'it writes a file, or fetches what a page names' : undefined,
  match: { 'compression_tool -h': 'read-only' },
  notMatch: ['compression_tool -encode -i a -o b', 'textutil -convert txt -stdout x.html', 'textutil -h x'],
});
