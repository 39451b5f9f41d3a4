/**
 * What the ledger has to come to, by counting: every figure is asked of the rentals and units themselves, minute by minute, and
 * nothing is kept. Times are whole minutes since the epoch; Infinity is without end.
 */
export interface Stretch {
  from: number;
  to: number;
}

export interface Place {
  agency: string;
  acriss: string;
}

export type Held = Place & Stretch;

export interface Rental extends Held {
  id: string;
  dropOff: string;
  state: 'HELD' | 'CONFIRMED' | 'REACCOMMODATION' | 'IN_PROGRESS' | 'RETURNED' | 'EXPIRED' | 'CANCELLED' | 'NO_SHOW';
  held: Held | null;
  lapsesAt: number;
  earliest: number;
  unit: string | null;
  /** A change that waits to be paid: what it wants, and what it holds for that. */
  change: { wants: Held & { dropOff: string }; holds: Held[]; lapsesAt: number; paymentId: string } | null;
  /** Another class that is offered in its place, held until it is answered. */
  offer: { id: string; holds: Held; lapsesAt: number } | null;
}

export interface Unit extends Place {
  id: string;
  absences: Stretch[];
  readyAt: number;
  movedTo: string | null;
  /** What fleet believes and how often it has said so. */
  told: string;
  version: number;
}

export const turnaround = 60;
const graceOverdue = 30;

const covers = ({ from, to }: Stretch, at: number): boolean => from <= at && at < to;
const same = (one: Place, other: Place): boolean => one.agency === other.agency && one.acriss === other.acriss;

/** What of `span` lies outside `taken`. */
export const outside = (span: Stretch, taken: Stretch): Stretch[] =>
  [
    { from: span.from, to: Math.min(span.to, taken.from) },
    { from: Math.max(span.from, taken.to), to: span.to },
  ].filter(({ from, to }) => from < to);

export class Model {
  now = 0;
  rentals: Rental[] = [];
  units: Unit[] = [];
  allowances: (Place & { at: number; allowance: number })[] = [];

  #holds(): Held[] {
    return this.rentals.flatMap(({ held, change, offer }) => [
      ...(held ? [held] : []),
      ...(change?.holds ?? []),
      ...(offer ? [offer.holds] : []),
    ]);
  }

  #serving(unit: Unit, at: number): Rental | undefined {
    return this.rentals.find((rental) => rental.unit === unit.id && rental.held && covers(rental.held, at));
  }

  supply(place: Place, at: number): number {
    return this.units.filter((unit) => {
      const rental = this.#serving(unit, at);
      if (rental) return same(rental, place);
      return same(unit, place) && at >= unit.readyAt && !unit.absences.some((absence) => covers(absence, at));
    }).length;
  }

  sold(place: Place, at: number): number {
    return this.#holds().filter((held) => same(held, place) && covers(held, at)).length;
  }

  allowance(place: Place, at: number): number {
    return this.allowances.findLast((each) => same(each, place) && each.at <= at)?.allowance ?? 0;
  }

  /** The minutes from `from` on, before `to`, at which some figure may change. */
  #minutes({ from, to }: Stretch): number[] {
    const spans = [...this.#holds(), ...this.units.flatMap(({ absences, readyAt }) => [...absences, { from: readyAt, to: readyAt }])];
    const all = [from, ...spans.flatMap((span) => [span.from, span.to]), ...this.allowances.map(({ at }) => at)];
    return [...new Set(all)].filter((at) => at >= from && at < to).sort((a, b) => a - b);
  }

  fits(span: Held): boolean {
    return this.#minutes(span).every((at) => this.sold(span, at) < this.supply(span, at) + this.allowance(span, at));
  }

  /** From now on, a step wherever a figure changes. */
  steps(place: Place): { at: number; supply: number; sold: number; allowance: number }[] {
    const all = this.#minutes({ from: this.now, to: Infinity }).map((at) => ({
      at,
      supply: this.supply(place, at),
      sold: this.sold(place, at),
      allowance: this.allowance(place, at),
    }));
    return all.filter(({ supply, sold, allowance }, index) => {
      const before = all[index - 1];
      return supply !== before?.supply || sold !== before.sold || allowance !== before.allowance;
    });
  }

  /** A unit that can be handed over now. */
  standing(place: Place): Unit | undefined {
    return this.units.find(
      (unit) =>
        same(unit, place) &&
        !this.rentals.some(
          (rental) => rental.unit === unit.id && (rental.state === 'IN_PROGRESS' || (rental.held && covers(rental.held, this.now))),
        ) &&
        this.now >= unit.readyAt &&
        !unit.absences.some((absence) => covers(absence, this.now)),
    );
  }

  lapse(place?: Place): void {
    for (const rental of this.rentals) {
      const { change } = rental;
      if (rental.state === 'HELD' && rental.lapsesAt <= this.now && (!place || same(rental, place))) this.leave(rental, 'EXPIRED');
      if (change && change.lapsesAt <= this.now && (!place || same(change.wants, place))) rental.change = null;
      const { offer, state } = rental;
      const over = offer && (offer.lapsesAt <= this.now || (state !== 'CONFIRMED' && state !== 'REACCOMMODATION'));
      if (over && (!place || same(offer.holds, place))) rental.offer = null;
    }
  }

  leave(rental: Rental, state: Rental['state']): void {
    Object.assign(rental, { state, held: null, change: null, ...(state === 'CANCELLED' && { offer: null }) });
  }

  extendOverdue(): void {
    for (const { state, held } of this.rentals) {
      if (state === 'IN_PROGRESS' && held && held.to <= this.now + turnaround - graceOverdue)
        held.to = Math.ceil(this.now / 15) * 15 + 60 + turnaround;
    }
  }

  /** Everybody is let in again, in the order of who comes first; those for whom there is no room any more have to go. */
  makeRoom(places: readonly Place[]): void {
    for (const place of places) {
      const standing = (rental: Rental): boolean => rental.state === 'CONFIRMED' || rental.state === 'HELD';
      const own = this.rentals.filter((rental) => standing(rental) && rental.held && same(rental, place));
      const claims: { id: string; rental: Rental; holds: Held[]; paid: boolean; as: 'own' | 'change' | 'offer' }[] = [
        ...own.map((rental) => ({
          ...{ id: rental.id, rental, holds: rental.held ? [rental.held] : [], paid: rental.state === 'CONFIRMED' },
          as: 'own' as const,
        })),
        ...this.rentals.flatMap((rental) =>
          rental.change && same(rental.change.wants, place)
            ? [{ id: rental.change.paymentId, rental, holds: rental.change.holds, paid: false, as: 'change' as const }]
            : [],
        ),
        ...this.rentals.flatMap((rental) =>
          rental.offer && same(rental.offer.holds, place)
            ? [{ id: rental.offer.id, rental, holds: [rental.offer.holds], paid: false, as: 'offer' as const }]
            : [],
        ),
      ].sort((a, b) => Number(b.paid) - Number(a.paid) || (a.id < b.id ? -1 : 1));
      const offers = new Map(this.rentals.map((rental) => [rental, rental.offer]));
      for (const { rental, as } of claims) {
        if (as === 'change' && rental.change) rental.change = { ...rental.change, holds: [] };
        else if (as === 'offer') rental.offer = null;
        else rental.held = null;
      }
      const ahead = (held: Held): Held => ({ ...held, from: Math.max(held.from, this.now) });
      for (const { rental, holds, as } of claims) {
        const stays = holds.every((held) => held.to <= this.now || this.fits(ahead(held)));
        if (as === 'change') rental.change = stays && rental.change ? { ...rental.change, holds } : null;
        else if (as === 'offer') rental.offer = stays ? (offers.get(rental) ?? null) : null;
        else if (stays) rental.held = holds[0] ?? null;
        else this.leave(rental, rental.state === 'CONFIRMED' ? 'REACCOMMODATION' : 'EXPIRED');
      }
    }
  }

  readmit(place?: Place): void {
    for (const rental of this.rentals) {
      const { agency, acriss, from, to, dropOff } = rental;
      if (rental.state !== 'REACCOMMODATION' || to <= this.now || (place && !same(rental, place))) continue;
      const held = { agency, acriss, from: Math.max(from, this.now), to: dropOff === agency ? to + turnaround : Infinity };
      if (this.fits(held)) Object.assign(rental, { state: 'CONFIRMED', held });
    }
  }

  takeBack(rental: Rental): void {
    const ready = this.now + turnaround;
    const unit = this.units.find(({ id }) => id === rental.unit);
    rental.state = 'RETURNED';
    if (rental.dropOff !== rental.agency) {
      rental.held = null;
      if (unit) Object.assign(unit, { agency: rental.dropOff, movedTo: rental.dropOff, readyAt: ready });
    } else if (rental.held && ready <= rental.held.from) rental.held = null;
    else if (rental.held && (ready < rental.held.to || ready > rental.held.to + graceOverdue)) rental.held = { ...rental.held, to: ready };
  }

  /** Fleet says where a unit is, and when it is away. */
  tell(unit: Unit, agency: string, absences: Stretch[]): void {
    const moved = unit.movedTo !== null && unit.movedTo !== agency;
    if (!moved && agency !== unit.agency) unit.readyAt = 0;
    Object.assign(unit, { absences, told: agency, version: unit.version + 1 }, moved ? {} : { agency, movedTo: null });
  }
}
