import { effects, notProven } from '../effects.ts';
import type { Program } from '../program.ts';

/** Arithmetic evaluates names and subscripts, also of values that look harmless. */
export const arithmetic: Program = {
  names: ['let', 'compgen', 'complete', 'compopt', 'bind', 'enable', 'coproc', 'logout'],
  effects: () => notProven('it evaluates its words'),
  match: {},
  notMatch: ["let 'a[$(id)0]=1'", 'let x=1', 'compgen -C id', 'enable -f ./x.so x', 'bind -x \'"a": id\''],
};

export const shellState: Program = {
  names: ['history', 'fc'],
  effects: () =>
    effects(
      'system',
      { none: "it shows or runs a person's earlier commands" },
      { facts: [{ kind: 'credential_access', what: 'shell history' }] },
    ),
  match: { history: 'system' },
  notMatch: ['history', 'fc -s', 'history -c'],
};
