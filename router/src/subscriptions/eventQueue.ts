import type { SubgraphAnswer, SubgraphError } from '../traffic/subgraphAnswer.ts';

/** Why a stream from a subgraph ended other than by `complete`. */
export class StreamEnd extends Error {
  readonly kind: 'lost' | 'refused';
  readonly errors: readonly SubgraphError[];
  constructor(kind: StreamEnd['kind'], message: string, errors: readonly SubgraphError[] = []) {
    super(message);
    this.name = 'StreamEnd';
    this.kind = kind;
    this.errors = errors;
  }
}

/** Events that have come and wait to be taken, in order; what ended the stream comes after the last of them. */
export class EventQueue {
  readonly #events: { answer: SubgraphAnswer; bytes: number }[] = [];
  #bytes = 0;
  #end: { reason: StreamEnd | undefined } | undefined;
  #wake: (() => void) | undefined;

  get bytes(): number {
    return this.#bytes;
  }

  push(answer: SubgraphAnswer, bytes: number): void {
    this.#events.push({ answer, bytes });
    this.#bytes += bytes;
    this.#wake?.();
  }

  end(reason?: StreamEnd): void {
    this.#end ??= { reason };
    this.#wake?.();
  }

  /** Ends without what still waits. */
  abandon(): void {
    this.#events.length = 0;
    this.#bytes = 0;
    this.#end = { reason: undefined };
    this.#wake?.();
  }

  /** The next event; undefined after the last one. Throws StreamEnd. */
  async take(): Promise<SubgraphAnswer | undefined> {
    for (;;) {
      const event = this.#events.shift();
      if (event) {
        this.#bytes -= event.bytes;
        return event.answer;
      }
      if (this.#end?.reason) throw this.#end.reason;
      if (this.#end) return undefined;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
