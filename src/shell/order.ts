/** Whether commands run in the order of the text. `concurrent`: some beside each other (pipes, background). `repeated`: some again (loops). */
export type Order = 'sequential' | 'concurrent' | 'repeated';

/** The looser of two orders. */
export function looser(a: Order, b: Order): Order {
  if (a === 'repeated' || b === 'repeated') return 'repeated';
  return a === 'concurrent' || b === 'concurrent' ? 'concurrent' : 'sequential';
}
