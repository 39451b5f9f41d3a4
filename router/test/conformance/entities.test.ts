import { conforms } from './conforms.ts';
import { keys } from './topics/keys.ts';
import { keysBetween } from './topics/keysBetween.ts';
import { provides } from './topics/provides.ts';
import { requires } from './topics/requires.ts';
import { requiresBeyond } from './topics/requiresBeyond.ts';
import { requiresOfRequires } from './topics/requiresOfRequires.ts';
import { sharing } from './topics/sharing.ts';

conforms([...keys, ...keysBetween, ...requires, ...requiresBeyond, ...requiresOfRequires, ...provides, ...sharing]);
