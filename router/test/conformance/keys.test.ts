import { conforms } from './conforms.ts';
import { keys } from './topics/keys.ts';

conforms(keys);
