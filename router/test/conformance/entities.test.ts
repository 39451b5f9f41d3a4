import { conforms } from './conforms.ts';
import { keys } from './topics/keys.ts';
import { requires } from './topics/requires.ts';

conforms([...keys, ...requires]);
