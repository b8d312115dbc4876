import { type AuditHead, FIRST_PREVIOUS, hashOfLine } from './chain.ts';
import { type AuditFile, auditFiles, byChain } from './files.ts';
import { linesOf } from './lines.ts';

/** What is wrong with the first line that breaks a chain. */
export type AuditDamage =
  /** Its hash is not that of its bytes, or it is no line of ours. */
  | 'changed'
  /** Lines before it are not there. */
  | 'missing'
  /** It stands after a line that was written later, or twice. */
  | 'reordered'
  /** It is whole and in its place, and not the line that was there when the one after it, or the anchor, was written. */
  | 'replaced'
  /** It was never finished; a repair at the next start takes it away. */
  | 'torn'
  /** The anchor knows lines that would come after it. */
  | 'cut';

export type ChainState =
  | {
      readonly chain: string;
      readonly ok: true;
      /** `seq` of the first line that is there: more than 1 when older files were removed. */
      readonly first: number;
      /** `seq` of the last line; 0 for a file without any. */
      readonly last: number;
    }
  | {
      readonly chain: string;
      readonly ok: false;
      readonly damage: AuditDamage;
      readonly path: string;
      /** From 1, in that file. */
      readonly line: number;
    };

/**
 * Checks every chain in a directory: that its lines fit each other, not who wrote them. Reads line by line.
 * @param anchors what is known of the ends of chains from elsewhere; without them lines that were cut off at an end are not noticed
 * @throws the system's error where a file cannot be read
 */
export function verifyAudit(dir: string, anchors: readonly AuditHead[] = []): readonly ChainState[] {
  const chains = byChain(auditFiles(dir));
  const states = Array.from(chains, ([chain, files]) =>
    verifyChain(
      chain,
      files,
      anchors.find((anchor) => anchor.chain === chain),
    ),
  );
  for (const { chain, seq } of anchors) {
    if (seq > 0 && !chains.has(chain)) states.push({ chain, ok: false, damage: 'cut', path: dir, line: 0 });
  }
  return states;
}

const PLACE = /^\{"seq":([1-9]\d{0,15}),(?:"place":"([1-9]\d{0,8}):([1-9]\d{0,15})",)?"previous":"([0-9a-f]{64})",/;
/** Bytes of a line that hold its place. */
const PLACE_BYTES = 160;

function verifyChain(chain: string, files: readonly AuditFile[], anchor: AuditHead | undefined): ChainState {
  let first = 0;
  let last = 0;
  let hash = files[0]?.number === 1 ? FIRST_PREVIOUS : undefined;
  let at = { path: files[0]?.path ?? '', line: 0 };
  /** Whether lines say where they stand; those of older versions do not, and no chain has both. */
  let isPlaced: boolean | undefined;
  const broken = (damage: AuditDamage): ChainState => ({ chain, ok: false, damage, ...at });
  for (const { path, number } of files) {
    at = { path, line: 0 };
    for (const { bytes, complete } of linesOf(path)) {
      at = { path, line: at.line + 1 };
      if (!complete) return broken('torn');
      const digest = hashOfLine(bytes);
      const [, seqText, fileText, lineText, previous] = PLACE.exec(bytes.toString('latin1', 0, PLACE_BYTES)) ?? [];
      if (digest === undefined || !digest.fits || previous === undefined) return broken('changed');
      const seq = Number(seqText);
      const expected = hash === undefined ? seq : last + 1;
      if (seq !== expected) return broken(seq < expected ? 'reordered' : 'missing');
      isPlaced ??= fileText !== undefined;
      if (isPlaced !== (fileText !== undefined)) return broken('changed');
      if (isPlaced && (Number(fileText) !== number || Number(lineText) !== at.line))
        return broken(Number(lineText) < at.line ? 'reordered' : 'missing');
      if (hash !== undefined && previous !== hash) return broken('replaced');
      if (anchor?.seq === seq && anchor.hash !== digest.carried) return broken('replaced');
      if (first === 0) first = seq;
      last = seq;
      hash = digest.carried;
    }
  }
  return anchor !== undefined && anchor.seq > last ? broken('cut') : { chain, ok: true, first, last };
}
