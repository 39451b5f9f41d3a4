import type { ShownTender, Reason } from './documents.ts';
import type { DocumentLine } from './line.ts';
import type { Seller } from './seller.ts';

export interface RentalStop {
  agency: string;
  name: string;
  /** Wall clock there. */
  local: string;
}

/** What a document says, frozen when it is issued; words are made for each reader. Nothing in it says who the buyer is. */
export interface Content {
  reason: Reason;
  seller: Seller;
  rental: {
    reference: string;
    acriss: string;
    className: string;
    pickUp: RentalStop;
    dropOff: RentalStop;
    days: number;
    /** Kilometres on the clock at hand-over and return; null where the car never left. */
    odometerKm: { out: number; in: number } | null;
  };
  /** Where the buyer lives. */
  residence: string;
  /** Date of the supply: the return, else that of issue. */
  suppliedOn: string;
  lines: readonly DocumentLine[];
  tenders: readonly ShownTender[];
  /** The document that it refers to. */
  refersTo: { number: string; issuedOn: string } | null;
}

/** Who a document is made out to. */
export interface Buyer {
  givenName: string;
  familyName: string;
  email: string;
}
