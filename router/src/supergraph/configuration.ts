import { z } from 'zod';

export const supergraph = z.strictObject({
  pollMs: z.number().int().positive().default(1000),
  /** Labels of @override that hold, besides percent(n). */
  overrideLabels: z.array(z.string()).default([]),
  /** Operations of the old supergraph, the most used first, that are planned for a new one before it serves. */
  warm: z.number().int().nonnegative().default(100),
});

export const supergraphHelp = `  "supergraph": {                   a new one is checked, warmed and swapped in; what is wrong is refused, and the old one stays
    "pollMs": 1000,                 how often --supergraph is looked at; SIGHUP has it looked at now
    "overrideLabels": [],           labels of progressive @override that hold; percent(n) holds for n of a hundred traces
    "warm": 100                     operations planned before a new one serves, the most used first
  },
`;
