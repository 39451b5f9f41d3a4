export interface Point {
  latitude: number;
  longitude: number;
}

export type DriveState = 'RECEIVED' | 'ACCEPTED' | 'DECLINED' | 'EN_ROUTE' | 'AT_DOOR' | 'CODE_ENTERED' | 'DONE' | 'ABORTED' | 'CANCELLED';

/** A job of a carrier that is none: the car goes along a straight line. */
export interface Drive {
  reference: string;
  from: Point;
  to: Point;
  windowFrom: Date;
  state: DriveState;
  since: Date;
  leftAt: Date | null;
  position: Point;
  positionAt: Date;
  code: string | null;
}

export type Act = 'accept' | 'decline' | 'depart' | 'move' | 'arrive' | 'code' | 'abort' | 'done';
const after: Record<Act, DriveState> = {
  accept: 'ACCEPTED',
  decline: 'DECLINED',
  depart: 'EN_ROUTE',
  move: 'EN_ROUTE',
  arrive: 'AT_DOOR',
  code: 'CODE_ENTERED',
  abort: 'ABORTED',
  done: 'DONE',
};

export interface Detail {
  /** Of the way, 0 to 1. */
  part?: number | undefined;
  code?: string | undefined;
}

/** Called after each act, once the drive stands as it says. */
export type Told = (drive: Drive, act: Act) => Promise<unknown>;

const between = (from: Point, to: Point, part: number): Point => ({
  latitude: from.latitude + (to.latitude - from.latitude) * part,
  longitude: from.longitude + (to.longitude - from.longitude) * part,
});

const kmOf = ({ from, to }: Drive): number =>
  Math.hypot((to.latitude - from.latitude) * 111, (to.longitude - from.longitude) * 111 * Math.cos((from.latitude * Math.PI) / 180));

/** At 40 km/h on roads a third longer than the line. */
const durationMs = (drive: Drive): number => Math.max(60_000, ((kmOf(drive) * 1.3) / 40) * 3_600_000);

/** A carrier's jobs, in memory. Left to itself, each is accepted, driven on time at the clock's pace and waits at the door for a code. */
export class Drives {
  readonly #drives = new Map<string, Drive>();
  readonly #now: () => Date;
  readonly #told: Told;

  constructor(now: () => Date, told: Told) {
    this.#now = now;
    this.#told = told;
  }

  get(reference: string): Drive | undefined {
    return this.#drives.get(reference);
  }

  all(): readonly Drive[] {
    return [...this.#drives.values()];
  }

  /** Asked twice, it is the same job. */
  receive(asked: Pick<Drive, 'reference' | 'from' | 'to' | 'windowFrom'>): void {
    if (this.#drives.has(asked.reference)) return;
    const now = this.#now();
    this.#drives.set(asked.reference, {
      ...asked,
      state: 'RECEIVED',
      since: now,
      leftAt: null,
      position: asked.from,
      positionAt: now,
      code: null,
    });
  }

  /** False of a job that it does not know. */
  cancel(reference: string): boolean {
    const drive = this.#drives.get(reference);
    if (drive && !['DONE', 'ABORTED', 'DECLINED'].includes(drive.state)) drive.state = 'CANCELLED';
    return drive !== undefined;
  }

  async act(reference: string, act: Act, { part, code }: Detail = {}): Promise<void> {
    const drive = this.#drives.get(reference);
    if (!drive) throw new Error(`no drive ${reference}`);
    const now = this.#now();
    drive.state = after[act];
    if (act !== 'move') drive.since = now;
    if (act === 'depart') drive.leftAt = now;
    if (act === 'move' || act === 'depart') {
      drive.position = between(drive.from, drive.to, part ?? 0);
      drive.positionAt = now;
    }
    if (act === 'arrive') drive.position = drive.to;
    drive.code = act === 'code' ? (code ?? '') : null;
    await this.#told(drive, act);
  }

  /** Whether the code that was entered was right. */
  judge(reference: string, right: boolean): void {
    const drive = this.#drives.get(reference);
    if (drive?.state !== 'CODE_ENTERED') return;
    drive.state = right ? 'DONE' : 'AT_DOOR';
    drive.code = null;
  }

  /** What has come due by the clock. */
  async drive(): Promise<void> {
    const now = this.#now().getTime();
    for (const drive of this.all()) {
      const { reference, state, since, leftAt, windowFrom } = drive;
      const waited = now - since.getTime();
      if (state === 'RECEIVED' && waited >= 2000) await this.act(reference, 'accept');
      else if (state === 'ACCEPTED' && waited >= 3000 && now >= windowFrom.getTime() + 15 * 60_000 - durationMs(drive)) {
        await this.act(reference, 'depart');
      } else if (state === 'EN_ROUTE' && leftAt) {
        const part = (now - leftAt.getTime()) / durationMs(drive);
        if (part >= 1) await this.act(reference, 'arrive');
        else if (now > drive.positionAt.getTime()) await this.act(reference, 'move', { part });
      }
    }
  }
}
