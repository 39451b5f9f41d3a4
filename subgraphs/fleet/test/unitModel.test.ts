import { randomUUID } from 'node:crypto';
import { consume } from '@ycyw/service/inbox';
import { memoryTransport } from '@ycyw/service/testing/transport';
import fc from 'fast-check';
import { wallClockIn } from '../src/domain/wallClock.ts';
import { reactions } from '../src/reactions.ts';
import { settleDue } from '../src/sweeper.ts';
import {
  addAgency,
  ada,
  aClass,
  aFleet,
  anAgency,
  aUnit,
  endAbsence,
  noon,
  planMaintenance,
  planTransfer,
  receiveVehicle,
  setVehicleState,
  toldOf,
  type Fleet,
} from './fleet.ts';

const minuteMs = 60_000;
const places = ['CDG', 'LYS'] as const;
const elsewhere = (place: string): string => (place === 'CDG' ? 'LYS' : 'CDG');

/** Minutes after noon; `to` Infinity: without end. */
interface Gap {
  kind: 'MAINTENANCE' | 'DAMAGE' | 'TRANSFER';
  from: number;
  to: number;
  begun: boolean;
  id: string;
}

/** A unit in the fewest words: what it does when nothing keeps it, and the gaps to come; its state follows from them. */
class Model {
  now = 0;
  place = 'CDG';
  base: 'AVAILABLE' | 'CLEANING' | 'OUT' | 'RETIRED' = 'AVAILABLE';
  gaps: Gap[] = [];

  get state(): string {
    const kind = this.gaps.find((gap) => gap.begun)?.kind;
    return kind ? { MAINTENANCE: 'MAINTENANCE', DAMAGE: 'DAMAGED', TRANSFER: 'IN_TRANSFER' }[kind] : this.base;
  }

  settle(): void {
    this.gaps = this.gaps.filter((gap) => gap.to > this.now);
    const due = this.gaps.find((gap) => gap.from <= this.now);
    if (!due || due.begun || this.base === 'OUT') return;
    due.begun = true;
    this.base = 'AVAILABLE';
  }

  put(state: string): string | undefined {
    const from: Record<string, string[]> = {
      AVAILABLE: ['CLEANING', 'MAINTENANCE', 'DAMAGED'],
      CLEANING: ['AVAILABLE'],
      DAMAGED: ['AVAILABLE', 'CLEANING', 'MAINTENANCE', 'IN_TRANSFER'],
      RETIRED: ['AVAILABLE', 'MAINTENANCE', 'DAMAGED'],
    };
    if (state === this.state) return undefined;
    if (!from[state]?.includes(this.state)) return 'WRONG_STATE';
    this.gaps = this.gaps.filter((gap) => !gap.begun && state !== 'DAMAGED' && state !== 'RETIRED');
    this.base = state === 'CLEANING' || state === 'RETIRED' ? state : 'AVAILABLE';
    if (state === 'DAMAGED') this.gaps.push({ kind: 'DAMAGE', from: this.now, to: Infinity, begun: true, id: '' });
    return undefined;
  }

  plan(kind: Gap['kind'], at: number, to: number): string | undefined {
    const from = Math.max(at, this.now);
    const others = this.state === 'DAMAGED' && kind === 'MAINTENANCE' && from === this.now ? [] : this.gaps;
    if (this.base === 'RETIRED' || others.some((gap) => gap.from < to && from < gap.to)) return 'WRONG_STATE';
    this.gaps = [...others, { kind, from, to, begun: false, id: '' }];
    return undefined;
  }

  end(gap: Gap): string | undefined {
    if (gap.begun && gap.kind === 'TRANSFER') return 'WRONG_STATE';
    this.gaps = this.gaps.filter((each) => each !== gap);
    return undefined;
  }

  receive(): string | undefined {
    if (this.state !== 'IN_TRANSFER') return 'WRONG_STATE';
    this.gaps = this.gaps.filter((gap) => !gap.begun);
    this.place = elsewhere(this.place);
    return undefined;
  }

  desk(place: string, base: 'OUT' | 'AVAILABLE'): void {
    if (this.base === 'RETIRED' || (this.base === 'OUT') !== (base === 'AVAILABLE')) return;
    this.base = base;
    if (place !== this.place) this.gaps = this.gaps.filter((gap) => gap.kind !== 'TRANSFER');
    for (const gap of this.gaps) gap.begun = false;
    this.place = place;
  }
}

type Operation =
  | { does: 'wait'; minutes: number }
  | { does: 'put'; state: string }
  | { does: 'maintain'; in: number; lasts: number | null }
  | { does: 'transfer'; in: number }
  | { does: 'end'; which: number }
  | { does: 'receive' }
  | { does: 'handOver' | 'takeBack'; place: string };

const minutes = fc.integer({ min: 0, max: 120 });
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ does: fc.constant('wait' as const), minutes }),
  fc.record({
    does: fc.constant('put' as const),
    state: fc.constantFrom('AVAILABLE', 'CLEANING', 'DAMAGED', 'AVAILABLE', 'CLEANING', 'RETIRED'),
  }),
  fc.record({
    does: fc.constant('maintain' as const),
    in: fc.integer({ min: -30, max: 120 }),
    lasts: fc.option(fc.integer({ min: 31, max: 90 }), { freq: 5 }),
  }),
  fc.record({ does: fc.constant('transfer' as const), in: fc.integer({ min: -30, max: 60 }) }),
  fc.record({ does: fc.constant('end' as const), which: fc.nat(3) }),
  fc.constant({ does: 'receive' as const }),
  fc.record({ does: fc.constantFrom('handOver' as const, 'takeBack' as const), place: fc.constantFrom(...places) }),
);

let fleet: Fleet;
let publish: (type: string, payload: Record<string, unknown>) => Promise<void>;
beforeAll(async () => {
  fleet = await aFleet();
  for (const code of places) await fleet.ask(addAgency, { input: anAgency({ code, name: code, city: code }) }, ada);
  await aClass(fleet.db);
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined, debug: () => undefined };
  const transport = memoryTransport();
  await consume('fleet', ['booking'], transport, fleet.db, reactions({ now: () => fleet.now() }, log), log);
  publish = (type, payload) => transport.publish('booking', [{ id: randomUUID(), type, occurredAt: fleet.now().toISOString(), payload }]);
});
afterAll(() => fleet.close());

const wall = (minute: number): string => wallClockIn(new Date(noon.getTime() + minute * minuteMs), 'Europe/Paris');

/** Does it on the system and on the model; what each answers. */
async function both(vehicleId: string, model: Model, op: Operation): Promise<[unknown, unknown]> {
  const key = randomUUID();
  const ask = async (mutation: string, variables: Record<string, unknown>): Promise<unknown> =>
    (await fleet.ask(mutation, variables, ada)).code;
  switch (op.does) {
    case 'wait':
      model.now += op.minutes;
      fleet.setNow(new Date(noon.getTime() + model.now * minuteMs));
      await settleDue(fleet.db, fleet.now(), fleet.log);
      return [undefined, undefined];
    case 'put':
      return [await ask(setVehicleState, { id: vehicleId, state: op.state, key }), model.put(op.state)];
    case 'maintain': {
      const [from, to] = [model.now + op.in, op.lasts === null ? null : model.now + op.in + op.lasts];
      const input = { vehicleId, from: wall(from), to: to === null ? null : wall(to), idempotencyKey: key };
      return [await ask(planMaintenance, { input }), model.plan('MAINTENANCE', from, to ?? Infinity)];
    }
    case 'transfer': {
      const input = { vehicleId, toAgency: elsewhere(model.place), departAt: wall(model.now + op.in), idempotencyKey: key };
      return [await ask(planTransfer, { input }), model.plan('TRANSFER', model.now + op.in, Infinity)];
    }
    case 'end': {
      const gap = model.gaps[op.which];
      return gap ? [await ask(endAbsence, { id: gap.id }), model.end(gap)] : [undefined, undefined];
    }
    case 'receive':
      return [await ask(receiveVehicle, { id: vehicleId, km: 0, key }), model.receive()];
    case 'handOver':
    case 'takeBack':
      await publish(`booking.${op.does === 'handOver' ? 'handedOver' : 'takenBack'}`, { vehicleId, agency: op.place, odometerKm: 0 });
      model.desk(op.place, op.does === 'handOver' ? 'OUT' : 'AVAILABLE');
      return [undefined, undefined];
  }
}

test('whatever is done to a unit, it is where and as the simple model says, and the others know where it counts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 10, maxLength: 25, size: 'max' }), async (operations) => {
      fleet.setNow(noon);
      const vehicleId = await aUnit(fleet);
      const model = new Model();
      for (const op of operations) {
        const [answer, expected] = await both(vehicleId, model, op);
        expect({ op, answer }).toEqual({ op, answer: expected });
        model.settle();
        const vehicle = await fleet.db.vehicle.findUniqueOrThrow({ where: { id: vehicleId } });
        const open = await fleet.db.absence.findMany({
          where: { vehicleId, state: { in: ['PLANNED', 'UNDER_WAY'] } },
          orderBy: { startsAt: 'asc' },
        });
        model.gaps.sort((a, b) => a.from - b.from);
        const instant = (minute: number): Date | null => (minute === Infinity ? null : new Date(noon.getTime() + minute * minuteMs));
        expect({ op, state: vehicle.state, at: vehicle.agencyCode }).toEqual({ op, state: model.state, at: model.place });
        expect(open).toMatchObject(
          model.gaps.map(({ kind, from, to, begun }) => ({
            kind,
            state: begun ? 'UNDER_WAY' : 'PLANNED',
            agencyCode: model.place,
            startsAt: instant(from),
            endsAt: instant(to),
          })),
        );
        model.gaps.forEach((gap, index) => (gap.id = open[index]?.id ?? ''));
      }
      const told = await toldOf(fleet, vehicleId);
      const versions = told.map(({ version }) => version);
      expect(versions).toEqual([...new Set(versions)].sort((one, other) => one - other));
      const { id, acriss, agencyCode: agency, state, updatedAt } = await fleet.db.vehicle.findUniqueOrThrow({ where: { id: vehicleId } });
      const kept = await fleet.db.absence.findMany({
        where: { vehicleId, state: { in: ['PLANNED', 'UNDER_WAY'] } },
        orderBy: { startsAt: 'asc' },
      });
      const absences = kept.map(({ startsAt, endsAt }) => ({ from: startsAt.toISOString(), to: endsAt?.toISOString() ?? null }));
      const gone = [{ from: updatedAt.toISOString(), to: null }];
      expect(told.at(-1)).toMatchObject({ id, acriss, agency, absences: state === 'RETIRED' ? gone : absences });
      await fleet.db.$executeRaw`TRUNCATE outbox`;
    }),
    { numRuns: 15, endOnFailure: true },
  );
}, 120_000);
