import type { ConfigOption, Session } from './messages.ts';

/** Names that agents give to modes, or to settings, in which they do not ask before a call. */
const ASKS_NOBODY =
  /auto|bypass|yolo|full.?access|full.?auto|accept.?edits|accept.?all|allow.?all|approve.?all|allow.?everything|always.?(?:allow|approve)|dont.?ask|don't.?ask|never.?ask|no.?ask|unrestricted|unattended|dangerous|skip.?permission|trust/i;
/** Settings that say which model thinks and how much, e.g. `auto`. */
const NO_MODES: ReadonlySet<string> = new Set(['model', 'thought_level', 'model_config']);
/** Values by which a setting with such a name is off. */
const OFF: ReadonlySet<string> = new Set(['', 'false', 'off', 'no', 'none', 'never', 'default', 'disabled', 'ask', '0']);

/** Takes the id of a mode; whether the agent asks nobody in it, by its name. */
export function asksNobody(mode: string): boolean {
  return ASKS_NOBODY.test(mode);
}

/** The first setting by which the agent would ask nobody, as `name=value`; `undefined` when there is none. */
export function settingThatAsksNobody(options: readonly ConfigOption[]): string | undefined {
  const found = options.find(({ id, category, currentValue }) => {
    if (NO_MODES.has(category ?? '')) return false;
    const value = String(currentValue);
    if (category === 'mode' || id === 'mode') return asksNobody(value);
    return ASKS_NOBODY.test(id) && !OFF.has(value.toLowerCase());
  });
  return found === undefined ? undefined : `${found.id}=${String(found.currentValue)}`;
}

/** The same of a session as the agent has opened it. */
export function modeThatAsksNobody({ modes, configOptions }: Session): string | undefined {
  if (modes && asksNobody(modes.currentModeId)) return `mode=${modes.currentModeId}`;
  return settingThatAsksNobody(configOptions ?? []);
}
