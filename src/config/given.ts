import { narrower } from './ceiling.ts';
import { type OptionName, option } from './options.ts';

export interface Given {
  readonly value: string;
  /** How the person named it: the flag or the variable. */
  readonly source: string;
}

export interface GivenSources {
  readonly flags: Readonly<Partial<Record<OptionName, string>>>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The values given for an option: the flag's first. Empty text and a placeholder that a host left in place count as not given. */
export function given(name: OptionName, sources: GivenSources): readonly Given[] {
  const { variable } = option(name);
  const candidates = [
    { value: sources.flags[name], source: `--${name}` },
    ...(variable === undefined ? [] : [{ value: sources.env[variable], source: variable }]),
  ];
  return candidates.flatMap(({ value, source }) =>
    value === undefined || value === '' || PLACEHOLDER.test(value) ? [] : [{ value, source }],
  );
}

/** A host puts `${user_config.workspace}` through as it stands when the person chose nothing. */
const PLACEHOLDER = /^\$\{[^{}]*\}$/;

export type Bounded<T> =
  | { readonly ok: true; readonly value: T; readonly notices: readonly string[] }
  | { readonly ok: false; readonly message: string };

/**
 * The value of an option on a scale: the narrowest of the ceiling and everything given.
 * @param scale the values, narrowest first
 * @returns the value with a notice for each wish that was lowered, or what is wrong with a value
 */
export function bounded<T extends string>(name: OptionName, scale: readonly T[], ceiling: T, sources: GivenSources): Bounded<T> {
  const asked = given(name, sources).map(({ value, source }) => ({ source, value: scale.find((choice) => choice === value) }));
  const unknown = asked.find((wish) => wish.value === undefined);
  if (unknown !== undefined) return { ok: false, message: `${unknown.source} must be one of ${scale.join(', ')}.` };
  const value = asked.reduce((held, wish) => narrower(scale, held, wish.value), ceiling);
  const notices = asked
    .filter((wish) => wish.value !== value)
    .map(
      (wish) => `${wish.source} asks for ${name} ${wish.value}, but the narrower ${value} holds: only the user's settings file widens it.`,
    );
  return { ok: true, value, notices };
}
