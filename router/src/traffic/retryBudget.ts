const freeAtStart = 10;
const requestsPerRetry = 10;
/** Of so many of the last requests a tenth may be made up for. */
const recent = 1000;

/** Retries are a tenth of the requests, so that a subgraph in trouble does not get more of it. */
export class RetryBudget {
  #saved = freeAtStart * requestsPerRetry;

  request(): void {
    this.#saved = Math.min(recent, this.#saved + 1);
  }

  /** Takes one retry; false when there is none left. */
  take(): boolean {
    if (this.#saved < requestsPerRetry) return false;
    this.#saved -= requestsPerRetry;
    return true;
  }
}
