import { conforms } from './conforms.ts';
import { failures } from './topics/failures.ts';
import { operations } from './topics/operations.ts';

conforms([...operations, ...failures]);
