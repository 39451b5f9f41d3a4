import { z } from 'zod';

export const cache = z.strictObject({});

export const cacheHelp = '';
