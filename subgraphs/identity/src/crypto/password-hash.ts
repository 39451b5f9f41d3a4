import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { turns } from '../turns.ts';

// Argon2id, 19 MiB, two passes, one lane: OWASP's Password Storage Cheat Sheet.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

// Each hash takes a core and 19 MiB for some 10 ms: more at once would only take memory from everyone else.
const hashing = turns(Math.max(1, Math.floor(availableParallelism() / 2)));

/** The PHC string of `password`. */
export const hashPassword = (password: string): Promise<string> => hashing.take(() => hash(password.normalize('NFKC'), cost));

// Nobody's password, at our cost: what an address without an account is checked against, so that it takes the same time.
const nobody = '$argon2id$v=19$m=19456,t=2,p=1$jYoh9XsnXFY2XzLldBwrxQ$CnxFvNG9c2OC/L7tIwq0ZVNQhGsPTVgnpxU4ar1HZOI';

/** Whether `password` belongs to `stored`; without a stored hash false, after the same work. */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  const matches = await hashing.take(() => verify(stored ?? nobody, password.normalize('NFKC')));
  return stored !== null && matches;
}
