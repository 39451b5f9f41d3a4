import { Refusal } from '@ycyw/service/refusal';
import { validate } from 'uuid';

/** An id as PostgreSQL takes it; what cannot be one is NOT_FOUND like any id that does not exist. */
export function idOf(id: string): string {
  if (!validate(id)) throw new Refusal('NOT_FOUND');
  return id.toLowerCase();
}
