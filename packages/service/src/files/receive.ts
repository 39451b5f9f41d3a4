import type { Readable } from 'node:stream';
import { BodyTooLarge } from '../body.ts';

/** The whole of it did not come in time, or whoever sent it left: nobody is there to be answered. */
export class NotReceived extends Error {}

interface Guest {
  held: number;
  wake: () => void;
}

/**
 * Memory for all bodies that are being received together: what has come of each counts. A body that finds none left is read no further
 * until there is; but for the oldest, which never waits, so that one always comes to its end.
 */
export class Room {
  #left: number;
  readonly #guests = new Set<Guest>();

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /**
   * Does `work` with the request's whole body, at most `limit` bytes. Rejects with BodyTooLarge, and with NotReceived what has not come
   * after `patienceMs`; its connection is ended.
   */
  async with<Result>(
    request: Readable,
    { limit, patienceMs }: { limit: number; patienceMs: number },
    work: (bytes: Buffer) => Promise<Result>,
  ): Promise<Result> {
    const guest: Guest = { held: 0, wake: () => undefined };
    this.#guests.add(guest);
    const timer = setTimeout(() => {
      request.destroy();
      guest.wake();
    }, patienceMs);
    try {
      const bytes = await this.#whole(request, limit, guest).finally(() => {
        clearTimeout(timer);
      });
      return await work(bytes);
    } finally {
      this.#left += guest.held;
      this.#guests.delete(guest);
      for (const { wake } of this.#guests) wake();
    }
  }

  async #whole(request: Readable, limit: number, guest: Guest): Promise<Buffer> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) {
        if (guest.held + chunk.length > limit) throw new BodyTooLarge();
        while (!this.#has(chunk.length, guest) && !request.destroyed) {
          await new Promise<void>((resolve) => {
            guest.wake = resolve;
          });
        }
        this.#left -= chunk.length;
        guest.held += chunk.length;
        chunks.push(chunk);
      }
    } catch (error) {
      throw request.destroyed && !(error instanceof BodyTooLarge) ? new NotReceived() : error;
    }
    return Buffer.concat(chunks);
  }

  #has(bytes: number, guest: Guest): boolean {
    const [oldest] = this.#guests;
    return oldest === guest || this.#left >= bytes;
  }
}
