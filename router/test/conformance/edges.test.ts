import { conforms } from './conforms.ts';
import { edges } from './topics/edges.ts';

conforms(edges);
