import { crc32, inflateRawSync } from 'node:zlib';

export interface ZipFile {
  readonly name: string;
  readonly content: Buffer;
}

const END_SIGNATURE = 0x06054b50;
const END_SIZE = 22;
const CENTRAL_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;

/**
 * Reads a zip archive strictly: one disk, no comment, nothing before, between or after the parts that the format names, every checksum
 * right, no name that leaves the archive. Formats: PKWARE APPNOTE 6.3.
 * @throws Error that names what is not so
 */
export function readZip(bytes: Buffer): readonly ZipFile[] {
  const end = bytes.length - END_SIZE;
  demand(
    end >= 0 && bytes.readUInt32LE(end) === END_SIGNATURE && bytes.readUInt16LE(end + 20) === 0,
    'its end record is not at its very end',
  );
  const count = bytes.readUInt16LE(end + 10);
  demand(bytes.readUInt16LE(end + 8) === count && bytes.readUInt32LE(end + 4) === 0, 'it spans several disks');
  let central = bytes.readUInt32LE(end + 16);
  demand(central + bytes.readUInt32LE(end + 12) === end, 'there is something between the central directory and the end');

  const files: ZipFile[] = [];
  let expected = 0;
  const names = new Set<string>();
  for (let index = 0; index < count; index += 1) {
    demand(bytes.readUInt32LE(central) === CENTRAL_SIGNATURE, `entry ${index} of the central directory is broken`);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => bytes.readUInt16LE(central + offset));
    const name = bytes.toString('utf8', central + 46, central + 46 + (nameLength ?? 0));
    const local = bytes.readUInt32LE(central + 42);
    demand(!names.has(name) && !name.startsWith('/') && !name.split('/').includes('..'), `the name ${JSON.stringify(name)} is not allowed`);
    names.add(name);
    demand(local === expected && bytes.readUInt32LE(local) === LOCAL_SIGNATURE, `${name} is not where the central directory says`);
    const size = bytes.readUInt32LE(central + 20);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    demand(bytes.toString('utf8', local + 30, local + 30 + bytes.readUInt16LE(local + 26)) === name, `${name} has two names`);
    const packed = bytes.subarray(start, start + size);
    const content = bytes.readUInt16LE(central + 10) === 0 ? packed : inflateRawSync(packed);
    demand(
      content.length === bytes.readUInt32LE(central + 24) && crc32(content) === bytes.readUInt32LE(central + 16),
      `${name} is damaged`,
    );
    if (!name.endsWith('/')) files.push({ name, content });
    // Bit 3: the sizes follow the data, in 16 bytes.
    expected = start + size + ((bytes.readUInt16LE(central + 8) & 8) === 0 ? 0 : 16);
    central += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
  }
  demand(central === end, 'the central directory does not end where it should');
  return files;
}

function demand(condition: boolean, problem: string): void {
  if (!condition) throw new Error(`Not a sound zip archive: ${problem}`);
}
