import type { Random } from './random.ts';

/** Writes a word in one of the ways that bash reads as (nearly) the same. */
export function respell(random: Random, word: string): string {
  const at = 1 + random.below(Math.max(1, word.length - 1));
  const head = word.slice(0, at);
  const tail = word.slice(at);
  switch (random.below(16)) {
    case 0:
      return `'${word.replaceAll("'", "'\\''")}'`;
    case 1:
      return `"${word}"`;
    case 2:
      return `$'${word}'`;
    case 3:
      return `$"${word}"`;
    case 4:
      return `${head}\\${tail}`;
    case 5:
      return `${head}''${tail}`;
    case 6:
      return `${head}""${tail}`;
    case 7:
      return `'${head}'${tail}`;
    case 8:
      return `${head}"${tail}"`;
    case 9:
      return `${head}\\\n${tail}`;
    case 10:
      return `{${word},}`;
    case 11:
      return `${head}{${tail},${head}}`;
    case 12:
      return `${head}$x${tail}`;
    case 13:
      return `${head}[${tail.slice(0, 1)}]${tail.slice(1)}`;
    case 14:
      return `$'${[...word].map((char) => escaped(random, char)).join('')}'`;
    default:
      return `${head}?${tail.slice(1)}`;
  }
}

/** One character inside `$'…'`. */
function escaped(random: Random, char: string): string {
  const code = char.codePointAt(0) ?? 0;
  switch (random.below(6)) {
    case 0:
      return `\\x${code.toString(16)}`;
    case 1:
      return `\\${code.toString(8).padStart(3, '0')}`;
    case 2:
      return `\\u${code.toString(16).padStart(4, '0')}`;
    default:
      return char === "'" || char === '\\' ? `\\${char}` : char;
  }
}

/** An option in another form: cut short, with its value apart or attached, bundled. */
export function bend(random: Random, option: string): string {
  const equals = option.indexOf('=');
  if (option.startsWith('--') && option.length > 5 && random.chance(0.4)) {
    const end = equals < 0 ? option.length : equals;
    return option.slice(0, 3 + random.below(end - 3)) + (equals < 0 ? '' : option.slice(equals));
  }
  if (equals > 0) return `${option.slice(0, equals)} ${option.slice(equals + 1)}`;
  if (/^-[a-zA-Z]+$/.test(option)) return `-${random.pick([...'nrcilvsxz0'])}${option.slice(1)}`;
  return option;
}
