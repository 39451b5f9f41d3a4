import type { SealedColumn } from '@ycyw/service/sealedColumn';
import { placeAbout, proofAbout } from './delivery/place.ts';
import { about as ofCharge } from './charge/words.ts';
import { about as aboutBuyer } from './billing/sealedBuyer.ts';
import { aboutFormer, aboutSecret } from './cashback/merchant.ts';
import { about } from './driver.ts';
import { about as aboutReview, aboutAnswer } from './review/review.ts';
import { about as aboutPhoto } from './photo.ts';

/** Everything that booking seals. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'driver', id: 'booking_id', owner: 'owner', column: 'sealed', about },
  { table: 'review', id: 'id', owner: 'owner', column: 'sealed', about: aboutReview },
  { table: 'review', id: 'id', owner: 'owner', column: 'sealed_answer', about: aboutAnswer },
  { table: 'delivery', id: 'id', owner: 'owner', column: 'sealed', about: placeAbout },
  { table: 'delivery', id: 'id', owner: 'owner', column: 'proof_sealed', about: proofAbout },
  { table: 'charge', id: 'id', owner: 'owner', column: 'details', about: ofCharge.details },
  { table: 'charge', id: 'id', owner: 'owner', column: 'answer', about: ofCharge.answer },
  { table: 'charge_dispute', id: 'charge_id', owner: 'owner', column: 'reason', about: ofCharge.reason },
  { table: 'photo', id: 'id', owner: 'owner', column: 'sealed_key', about: aboutPhoto },
  { table: 'billing_document', id: 'id', owner: 'buyer_owner', column: 'buyer', about: aboutBuyer },
  { table: 'merchant', id: 'id', owner: 'id', column: 'secret', about: aboutSecret },
  { table: 'merchant', id: 'id', owner: 'id', column: 'former_secret', about: aboutFormer },
];
