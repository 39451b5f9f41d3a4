import { conforms } from './conforms.ts';
import { abstractTypes } from './topics/abstractTypes.ts';
import { interfaceObjects } from './topics/interfaceObjects.ts';

conforms([...abstractTypes, ...interfaceObjects]);
