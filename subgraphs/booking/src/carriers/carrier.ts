import type { DeliveryPlace, Point } from '../domain/delivery/place.ts';
import type { Leg } from '../domain/delivery/terms.ts';

/** What a carrier is asked to do, and all that it is told of anybody. */
export interface Job {
  /** The id of our attempt: the carrier knows the job by it, so that asking twice is asking once. */
  reference: string;
  leg: Leg;
  acriss: string;
  agency: Point & { code: string; timeZone: string };
  place: DeliveryPlace;
  windowFrom: Date;
  windowTo: Date;
}

/** What a carrier tells of a job, in our words. PROOF: somebody said this code to whoever drives. */
export type News = {
  reference: string;
  /** By the carrier's clock. */
  at: Date;
} & (
  | { kind: 'ACCEPTED' | 'EN_ROUTE'; etaAt: Date | null }
  | { kind: 'ARRIVED' | 'REFUSED' | 'FAILED' }
  | { kind: 'POSITION'; point: Point; etaAt: Date | null }
  | { kind: 'PROOF'; code: string; point: Point | null }
);

/** A company that drives cars, behind its own protocol. Its methods reject where it does not answer, in some seconds at most, and with Rejected where it says no. */
export interface Carrier {
  /** Stored with the attempts, e.g. nordlane. */
  code: string;
  name: string;
  request(job: Job): Promise<void>;
  /** Also of a job that it may never have heard of, or that is over, which is no failure. */
  cancel(reference: string): Promise<void>;
  /** What there is to know of a job, of a carrier that tells nothing by itself. */
  poll?(job: Pick<Job, 'reference'>): Promise<News[]>;
  /** Tells a polled carrier whether the code was right. */
  judge?(reference: string, right: boolean): Promise<void>;
  /** The news in what was sent to our webhook; throws Forged or Garbled. */
  read?(body: Buffer, headers: NodeJS.Dict<string | string[]>): News[];
}

/** It answered, and will not do what it was asked; `code`: its protocol's own, e.g. 404 of HTTP. */
export class Rejected extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`carrier rejects: ${String(code)}`);
    this.code = code;
  }
}

/** Not of whom it says it is, or sent too long ago. */
export class Forged extends Error {}

/** From the carrier, but nothing that can be read. */
export class Garbled extends Error {}
