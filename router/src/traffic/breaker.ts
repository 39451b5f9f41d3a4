export type BreakerState = 'closed' | 'half-open' | 'open';

export interface BreakerOptions {
  /** Opens when so large a share of the requests failed, 0 to 1, … */
  failureRatio: number;
  /** … out of at least so many … */
  minimumRequests: number;
  /** … within this time. */
  windowMs: number;
  /** After it one request tries whether things are better. */
  pauseMs: number;
}

interface Count {
  all: number;
  failed: number;
}

/** Keeps requests from an address where most fail. Times are performance.now() milliseconds. */
export class Breaker {
  #state: BreakerState = 'closed';
  #until = 0;
  /** The window in two halves, so that it rolls. */
  #now: Count = { all: 0, failed: 0 };
  #before: Count = { all: 0, failed: 0 };
  #halfEndsAt = 0;
  readonly #options: BreakerOptions;
  readonly #changed: (state: BreakerState) => void;

  constructor(options: BreakerOptions, changed: (state: BreakerState) => void) {
    this.#options = options;
    this.#changed = changed;
  }

  allows(now: number): boolean {
    return this.#state === 'closed' || (this.#state === 'open' && now >= this.#until);
  }

  /** Counts a request in that `allows` let through; true when it is the one that tries. Its end is to be told with the same. */
  enter(): boolean {
    if (this.#state === 'closed') return false;
    this.#become('half-open');
    return true;
  }

  ended(ok: boolean, trying: boolean, now: number): void {
    if (trying) {
      this.#now = { all: 0, failed: 0 };
      this.#before = { all: 0, failed: 0 };
      if (ok) this.#become('closed');
      else this.#open(now);
      return;
    }
    // What was sent before it opened says nothing new.
    if (this.#state !== 'closed') return;
    this.#roll(now);
    this.#now.all += 1;
    if (ok) return;
    this.#now.failed += 1;
    const all = this.#now.all + this.#before.all;
    const failed = this.#now.failed + this.#before.failed;
    if (all >= this.#options.minimumRequests && failed >= all * this.#options.failureRatio) this.#open(now);
  }

  /** The request was given up before its end could say anything. */
  abandoned(trying: boolean): void {
    if (trying) this.#become('open');
  }

  #roll(now: number): void {
    const half = this.#options.windowMs / 2;
    if (now < this.#halfEndsAt) return;
    this.#before = now < this.#halfEndsAt + half ? this.#now : { all: 0, failed: 0 };
    this.#now = { all: 0, failed: 0 };
    this.#halfEndsAt = now + half;
  }

  #open(now: number): void {
    this.#until = now + this.#options.pauseMs;
    this.#become('open');
  }

  #become(state: BreakerState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#changed(state);
  }
}
