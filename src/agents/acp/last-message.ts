/** Characters of one message that are kept; an agent's last message is its result, not its product. */
const MOST_KEPT = 4 * 1024 * 1024;

/** Keeps the last message of a turn, which comes in pieces: another id, or a call in between, begins another one. */
export interface LastMessage {
  add(text: string, messageId: string | undefined): void;
  /** What comes next is another message. */
  end(): void;
  text(): string;
  /** A new turn. */
  clear(): void;
}

export function createLastMessage(): LastMessage {
  let parts: string[] = [];
  let length = 0;
  let id: string | undefined;
  let over = false;

  function clear(): void {
    parts = [];
    length = 0;
    id = undefined;
    over = false;
  }

  return {
    add(text, messageId) {
      if (over || (messageId !== undefined && id !== undefined && messageId !== id)) clear();
      id = messageId ?? id;
      const kept = text.slice(0, MOST_KEPT - length);
      length += kept.length;
      if (kept !== '') parts.push(kept);
    },
    end() {
      over = true;
    },
    text: () => parts.join(''),
    clear,
  };
}
