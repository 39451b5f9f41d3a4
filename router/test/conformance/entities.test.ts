import { conforms } from './conforms.ts';
import { keys } from './topics/keys.ts';
import { requires } from './topics/requires.ts';
import { sharing } from './topics/sharing.ts';

conforms([...keys, ...requires, ...sharing]);
