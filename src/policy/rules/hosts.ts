import type { HostRule } from './rule.ts';

/** @param host in lower case */
export function meansHost({ host: meant }: HostRule, host: string): boolean {
  if (meant === '*') return true;
  const plain = host.endsWith('.') ? host.slice(0, -1) : host;
  return meant.startsWith('*.') ? plain.endsWith(meant.slice(1)) : plain === meant;
}
