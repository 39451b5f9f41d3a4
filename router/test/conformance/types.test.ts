import { conforms } from './conforms.ts';
import { abstractTypes } from './topics/abstractTypes.ts';
import { interfaceObjects } from './topics/interfaceObjects.ts';
import { values } from './topics/values.ts';

conforms([...abstractTypes, ...interfaceObjects, ...values]);
