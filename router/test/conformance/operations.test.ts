import { conforms } from './conforms.ts';
import { conditional } from './topics/conditions.ts';
import { edges } from './topics/edges.ts';
import { failures } from './topics/failures.ts';
import { mutations } from './topics/mutations.ts';
import { operations } from './topics/operations.ts';

conforms([...operations, ...conditional, ...mutations, ...failures, ...edges]);
