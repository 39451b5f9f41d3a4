import { z } from 'zod';

export const supergraph = z.strictObject({});

export const supergraphHelp = '';
