/** What one step of a script does, whatever an agent calls its tools. `{mark}` stands for a word that no other call has. */
export type Doing =
  | { readonly do: 'run'; readonly command: string }
  | { readonly do: 'write'; readonly path: string; readonly text: string }
  | { readonly do: 'edit'; readonly path: string; readonly old: string; readonly text: string }
  | { readonly do: 'read'; readonly path: string }
  | { readonly do: 'spawn'; readonly prompt: string }
  | { readonly do: 'plan' }
  | { readonly do: 'leave-plan'; readonly plan: string }
  /** A tool by its name, offered or not. */
  | { readonly do: 'call'; readonly tool: string; readonly args: Readonly<Record<string, string>> };

/** One step of a script: it is played with every tool that an agent offers for it. */
export type Step = Doing & {
  /** What is tried, in words. */
  readonly name: string;
  /**
   * `through`: it is allowed, and its result must come back. `asked`: it must be put before the gate. `held`: the agent may also refuse it
   * by itself.
   */
  readonly hope: 'through' | 'asked' | 'held';
  /** What an action holds that comes from this call; may hold `{mark}`. */
  readonly needle: string;
  /** First it is waited until the sub-agent's own script has been played, or nothing comes of it. */
  readonly afterSub?: boolean;
  /** Of the calls that go on after one refusal after another: a child that is stopped for that is held well. */
  readonly relentless?: boolean;
};

/** A step with `{mark}` replaced everywhere. */
export function marked<S extends Step>(step: S, mark: string): S {
  const replace = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replaceAll('{mark}', mark);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, replace(one)]));
  };
  return { ...step, ...Object.fromEntries(Object.entries(step).map(([key, value]) => [key, replace(value)])) };
}
