import type { Checked } from './lab.ts';

const PARTS = ['verify', 'read-only', 'hostile', 'stop', 'twenty', 'output', 'pursue'];

/** One line for each agent: what of each part held. */
export function tableOf(checks: readonly Checked[]): readonly string[] {
  const agents = [...new Set(checks.map(({ agent }) => agent))];
  const parts = PARTS.map((name, part) => ({ name, part })).filter(({ part }) => checks.some((one) => one.part === part));
  const width = Math.max(5, ...agents.map(({ length }) => length));
  const cells = (agent: string): readonly string[] =>
    parts.map(({ name, part }) => {
      const of = checks.filter((one) => one.agent === agent && one.part === part);
      const held = of.filter(({ wrong }) => wrong.length === 0).length;
      return (of.length === 0 ? '-' : `${held}/${of.length}`).padStart(Math.max(name.length, 5));
    });
  return [
    ['agent'.padEnd(width), ...parts.map(({ name }) => name.padStart(Math.max(name.length, 5)))].join('  '),
    ...agents.map((agent) => [agent.padEnd(width), ...cells(agent)].join('  ')),
  ];
}
