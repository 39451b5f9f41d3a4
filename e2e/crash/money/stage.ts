import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { System } from '../../../local/system.ts';
import { until } from '../../authz/renting.ts';
import { people } from '../../people.ts';
import { readDemo } from '../../replay/demo.ts';
import type { Ask, Variables } from '../../replay/graph.ts';
import * as operations from '../../replay/operations.ts';
import { openAgency, rentals, type Booked, type Rentals } from '../../rentals.ts';
import { moveTo } from '../../timeline.ts';
import { openBooks, type OpenBooks } from './books.ts';
import { openShop, type OpenShop } from './shop.ts';

/** The agency of the steps; whoever books in its better class may be settled in the other. */
export const agency = 'KILL';
export const acriss = 'EDMV';
export const better = 'STAV';

const proveOf = `mutation Prove($password: String!) { stepUp(password: $password) { accessToken } }`;
/** More than calls are ever held at once: each keeps whoever asked waiting. */
const connections = 64;
/** A proof of who one is stays good for five minutes. */
const renewMs = 240_000;

export interface Stage {
  guests: Rentals;
  /** Claire's bookings, and her account. */
  claires: Rentals;
  claire: Ask;
  guest: Ask;
  desk: Ask;
  admin: Ask;
  shop: OpenShop;
  books: OpenBooks;
  /** Of the agency's units of its lesser class, one after the other. */
  nextUnit(): string;
  moveTo(now: Date): Promise<void>;
  /** The booking once it stands so. */
  stands(booked: Booked, state: string): Promise<unknown>;
}

/** Everybody and everything that the steps need, on a system that was just started. */
export async function openStage(system: System) {
  const demo = await readDemo(path.join(system.folders.var, 'demo.json'));
  const { web } = system.addresses;
  const running = { web, varFolder: system.folders.var, demo, stop: () => system.stop() };
  const asked = people(running, connections);

  /** Somebody who has always just proved who they are. */
  function lasting(email: string): Ask {
    const { password = '' } = demo.accounts.find((each) => each.email === email) ?? {};
    const proven = async (): Promise<Ask> => {
      const { stepUp } = await (await asked.as(email))<{ stepUp: { accessToken: string } }>(proveOf, { password });
      return asked.withToken(stepUp.accessToken);
    };
    let since = -Infinity;
    let current: Promise<Ask> | null = null;
    return async <Data>(query: string, variables: Variables): Promise<Data> => {
      if (current === null || performance.now() - since > renewMs) {
        since = performance.now();
        current = proven();
      }
      return (await current)<Data>(query, variables);
    };
  }

  const [claire, desk, admin] = ['claire.renter@example.com', 'marie.agent@example.com', 'ada.admin@example.com'].map(lasting) as [
    Ask,
    Ask,
    Ask,
  ];
  const guests = await rentals(running, asked);
  const claires = await rentals(running, { ...asked, guest: claire });
  const units = await openAgency(admin, agency, acriss, 60);
  await admin(operations.addVehicles, { input: { agency, acriss: better, count: 10, idempotencyKey: randomUUID() } });
  const shop = await openShop(admin, claire, web, asked.wire);
  const books = await openBooks(system);

  const stage: Stage = {
    ...{ guests, claires, claire, guest: asked.guest, desk, admin, shop, books },
    nextUnit: () => units.pop() ?? '',
    moveTo: (now) => moveTo(running, now),
    stands: ({ id, reference }, state) => until(`${reference} ${state}`, async () => (await books.of(id)).state === state),
  };
  return {
    stage,
    demo,
    wire: asked.wire,
    close: async (): Promise<void> => {
      await books.close();
      asked.close();
    },
  };
}
