import { randomUUID } from 'node:crypto';
import type { Viewer } from '@ycyw/service/viewer';
import { askForReviews } from '../src/actions/review/ask.ts';
import { forgetPerson } from '../src/data/erasure.ts';
import { claire, liveKey, marie, openAgency, sam, type House } from './agency.ts';
import { announce } from './charging.ts';
import { noah } from './promotions.ts';
import { answer, aPublished, aRental, moderate, queue, readOf, review, withdraw } from './reviews.ts';
import { aBooking } from './rental.ts';

let house: House;
beforeAll(async () => (house = await openAgency({ 'CDG EDMV': 60, 'CDG SFAV': 5 })), 60_000);
afterAll(() => house.close());
beforeEach(() => {
  house.moveTo('2026-06-01T08:00:00Z');
});

const somebody = (): Partial<Viewer> => ({ id: randomUUID(), role: 'CUSTOMER', region: 'EU' });
const ofUk = { ...noah, region: 'UK' as const };
const told = async (type: string, bookingId: string) =>
  (await house.db.outbox.findMany({ where: { type, payload: { path: ['bookingId'], equals: bookingId } } })).map(({ payload }) => payload);

test.each<[string, Record<string, unknown>, string]>([
  ['no star', { rating: 0 }, 'rating'],
  ['six stars', { rating: 6 }, 'rating'],
  ['no title', { title: ' ' }, 'title'],
  ['a title too long', { title: 'x'.repeat(81) }, 'title'],
  ['nothing said', { body: '\n' }, 'body'],
  ['too much said', { body: 'é'.repeat(2001) }, 'body'],
  ['a card’s number in it', { body: 'Ma carte 4242 4242 4242 4242 a été débitée' }, 'body'],
])('no review with %s', async (_, input, field) => {
  const renter = somebody();
  const { id } = await aRental(house, renter);
  const refused = await review(house, renter, id, input);
  expect(refused.errors[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', reason: expect.stringContaining(field) as string });
  expect(await house.db.review.count({ where: { bookingId: id } })).toBe(0);
});

test('only who rented reviews, once the car is back and for 90 days', async () => {
  const renter = somebody();
  const { id: early } = await aBooking(house, renter);
  expect((await review(house, renter, early)).code).toBe('WRONG_STATE');
  const { id } = await aRental(house, renter);
  for (const [viewer, code] of [
    [sam, 'NOT_FOUND'],
    [marie, 'NOT_FOUND'],
    [{}, 'NOT_FOUND'],
    [liveKey, 'FORBIDDEN'],
  ] as const)
    expect((await review(house, viewer, id)).code).toBe(code);
  expect((await review(house, renter, randomUUID())).code).toBe('NOT_FOUND');
  house.moveTo('2026-10-16T08:00:01Z');
  expect((await review(house, renter, id)).code).toBe('WRONG_STATE');
  house.moveTo('2026-10-16T07:59:59Z');
  expect((await review(house, renter, id)).data?.reviewBooking).toMatchObject({
    state: 'PENDING',
    rentedIn: '2026-07',
    author: 'Un locataire',
  });
});

test('a guest reviews with the booking’s token', async () => {
  const { id, guestToken } = await aRental(house, {});
  expect((await review(house, {}, id, { guestToken: 'x' })).code).toBe('NOT_FOUND');
  expect((await review(house, {}, id, { guestToken, showName: true })).data?.reviewBooking).toMatchObject({
    state: 'PENDING',
    author: 'Claire R.',
  });
  expect((await withdraw(house, {}, id, guestToken ?? null)).data?.withdrawReview).toMatchObject({
    state: 'WITHDRAWN',
    title: null,
    body: null,
  });
});

test('one review a rental: written twice, at once or later, the last one counts until it is published', async () => {
  const renter = somebody();
  const { id } = await aRental(house, renter);
  const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => review(house, renter, id, { title: `Avis ${String(n)}` })));
  expect(answers.map(({ code }) => code)).toEqual(Array.from({ length: 8 }, () => undefined));
  expect(new Set(answers.map(({ data }) => data?.reviewBooking.revision)).size).toBe(8);
  expect(await house.db.review.count({ where: { bookingId: id } })).toBe(1);
  await expect(house.db
    .$executeRaw`INSERT INTO review SELECT gen_random_uuid(), booking_id, region, owner, agency, acriss, rented_in, language, rating,
    sealed, sealed_answer, state, rejection, revision, created_at, published_at, answered_at FROM review WHERE booking_id = ${id}::uuid`).rejects.toThrow(
    /booking_id/,
  );
  const again = (await review(house, renter, id, { rating: 2 })).data?.reviewBooking;
  if (!again) throw new Error('no review');
  expect((await moderate(house, marie, { ...again, revision: again.revision - 1 })).code).toBe('WRONG_STATE');
  expect((await moderate(house, marie, again)).data?.moderateReview.state).toBe('PUBLISHED');
  expect((await review(house, renter, id)).code).toBe('WRONG_STATE');
});

test('a review waits in the queue of its agency’s staff, with what a program saw in it', async () => {
  const renter = somebody();
  const { id } = await aRental(house, renter);
  const body = 'APPELEZ-MOI AU +33 6 12 34 56 78 OU moi@example.org, TOUT EST SUR www.example.org, VRAIMENT TOUT';
  const { data } = await review(house, renter, id, { body });
  const waiting = async (viewer: Partial<Viewer>) =>
    (await queue(house, viewer)).data?.['reviewsToModerate']?.edges.map(({ node }) => node);
  expect((await waiting(marie))?.find((node) => node.id === data?.reviewBooking.id)).toMatchObject({
    ...{ body, flags: ['LINK', 'EMAIL_ADDRESS', 'PHONE_NUMBER', 'SHOUTING'] },
  });
  expect((await waiting(ofUk))?.map((node) => node.id)).not.toContain(data?.reviewBooking.id);
  for (const viewer of [renter, {}, liveKey]) expect((await queue(house, viewer)).data).toBeNull();
  const theirs = data?.reviewBooking;
  if (!theirs) throw new Error('no review');
  expect((await moderate(house, ofUk, theirs)).code).toBe('NOT_FOUND');
  expect((await moderate(house, renter, theirs)).code).toBe('FORBIDDEN');
  expect((await moderate(house, marie, theirs, null, false)).errors[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', reason: 'reason' });
  expect((await readOf(house, 'Agency', 'CDG')).reviews.edges.map(({ node }) => node.id)).not.toContain(theirs.id);
});

test('a rejection says why, to its author and the audit trail, and nothing of the text; written anew it is read anew', async () => {
  const renter = somebody();
  const { id } = await aRental(house, renter);
  const first = (await review(house, renter, id, { body: 'Le nom de l’agent est Zacharie' })).data?.reviewBooking;
  if (!first) throw new Error('no review');
  expect((await moderate(house, marie, first, 'PERSONAL_DATA')).data?.moderateReview).toMatchObject({
    state: 'REJECTED',
    rejection: 'PERSONAL_DATA',
  });
  expect(await told('booking.reviewRejected', id)).toEqual([expect.objectContaining({ reason: 'PERSONAL_DATA', customerId: renter.id })]);
  expect((await house.actsOn(first.id)).map(({ action, detail }) => [action, detail])).toEqual([
    ['booking.review.rejected', expect.objectContaining({ reason: 'PERSONAL_DATA', bookingId: id, rating: 4 })],
  ]);
  expect(
    JSON.stringify(
      await house.db.outbox
        .findMany({ where: { payload: { path: ['bookingId'], equals: id } } })
        .then((rows) => rows.map(({ payload }) => payload)),
    ),
  ).not.toContain('Zacharie');
  const second = (await review(house, renter, id)).data?.reviewBooking;
  expect(second).toMatchObject({ state: 'PENDING', rejection: null });
  expect((await moderate(house, marie, second ?? first)).data?.moderateReview.state).toBe('PUBLISHED');
  expect(await told('booking.reviewPublished', id)).toHaveLength(1);
});

test('a manager of the agency answers what is published; an agent does not', async () => {
  const renter = somebody();
  const { id, bookingId } = await aPublished(house, renter);
  expect((await answer(house, marie, id, 'Merci')).code).toBe('FORBIDDEN');
  expect((await answer(house, ofUk, id, 'Merci')).code).toBe('NOT_FOUND');
  expect((await answer(house, noah, id, 'x'.repeat(1001))).code).toBe('BAD_INPUT');
  const unanswered = async () => (await queue(house, noah, 'reviewsToAnswer')).data?.['reviewsToAnswer']?.edges.map(({ node }) => node.id);
  expect(await unanswered()).toContain(id);
  expect((await answer(house, noah, id, 'Merci de votre visite.')).data?.answerReview.answer).toEqual({ body: 'Merci de votre visite.' });
  expect(await unanswered()).not.toContain(id);
  expect(await told('booking.reviewAnswered', bookingId)).toHaveLength(1);
  const pending = (await review(house, sam, (await aRental(house, sam)).id)).data?.reviewBooking;
  expect((await answer(house, noah, pending?.id ?? '', 'Merci')).code).toBe('WRONG_STATE');
});

test('what is published is read by everybody, page by page, and says how it is verified', async () => {
  const wish = { acriss: ['SFAV'] };
  const written = [];
  for (const rating of [5, 4, 4]) written.push(await aPublished(house, somebody(), { rating, showName: true }, wish));
  await house.world.classRatings.refresh();
  const first = await readOf(house, 'VehicleClass', 'SFAV', 'first: 2');
  expect(first.rating).toEqual({ average: '4.3', count: 3, histogram: [0, 0, 0, 2, 1] });
  expect(first.reviews).toMatchObject({
    totalCount: 3,
    pageInfo: { hasNextPage: true },
    verified: expect.stringContaining('jamais une mauvaise note') as string,
  });
  const rest = await readOf(house, 'VehicleClass', 'SFAV', `first: 2, after: "${first.reviews.pageInfo.endCursor ?? ''}"`);
  expect([...first.reviews.edges, ...rest.reviews.edges].map(({ node }) => node.id).toSorted()).toEqual(
    written.map(({ id }) => id).toSorted(),
  );
  expect(first.reviews.edges[0]?.node).toMatchObject({
    author: 'Claire R.',
    rentedIn: '2026-07',
    vehicleClass: { id: 'SFAV' },
    agency: { id: 'CDG' },
  });
  expect((await readOf(house, 'VehicleClass', 'SFAV', 'agency: "LYS"')).reviews.totalCount).toBe(0);
  const { data } = await house.ask<{ searchOffers: { edges: { node: { vehicleClass: { rating: unknown } } }[] } }>(
    {},
    `{ searchOffers(input: { pickUpAgency: "CDG", pickUpAt: "2026-09-14T10:00", dropOffAt: "2026-09-15T10:00", acriss: ["SFAV"] }, first: 1) {
      edges { node { vehicleClass { rating { average count } } } } } }`,
  );
  expect(data.searchOffers.edges[0]?.node.vehicleClass.rating).toEqual({ average: '4.3', count: 3 });
});

test('the tally is what is published, whatever is published, taken down and withdrawn at once', async () => {
  const renters = Array.from({ length: 6 }, somebody);
  const rentals = [];
  for (const renter of renters) rentals.push({ renter, ...(await aPublished(house, renter, { rating: (rentals.length % 5) + 1 })) });
  await Promise.all([
    ...rentals.slice(0, 3).map(({ renter, bookingId }) => withdraw(house, renter, bookingId)),
    ...rentals.slice(3, 5).map((each) => moderate(house, marie, each, 'UNLAWFUL')),
  ]);
  const [stale] = await house.db.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) FROM review_tally t FULL JOIN (
      SELECT agency, acriss, rating, count(*)::int AS count FROM review WHERE state = 'PUBLISHED' GROUP BY 1, 2, 3) r USING (agency, acriss, rating)
    WHERE coalesce(t.count, 0) <> coalesce(r.count, 0)`;
  expect(Number(stale?.count)).toBe(0);
});

test('who is forgotten: what was written and answered is gone, the published rating stays, and nothing is readable without the key', async () => {
  const renter = somebody();
  const { id, bookingId } = await aPublished(house, renter, { rating: 1, body: 'MARKERTEXT' });
  await answer(house, noah, id, 'MARKERANSWER');
  const rows = JSON.stringify(await house.db.$queryRawUnsafe(`SELECT t::text FROM review t`));
  expect(rows).toContain(id);
  expect(rows).not.toMatch(/MARKER|4d41524b4552/);
  const records = await house.ask<{ _entities: [{ bookingRecords: { records: { kind: string; data: string }[] } }] }>(
    { role: 'SERVICE' },
    `query ($id: ID!) { _entities(representations: [{ __typename: "User", id: $id }]) { ... on User { bookingRecords { records { kind data } } } } }`,
    { id: renter.id },
  );
  const archived = records.data._entities[0].bookingRecords.records.find(({ kind }) => kind === 'review')?.data;
  expect(archived).toContain('MARKERTEXT');
  expect(archived).toContain('MARKERANSWER');
  const before = await readOf(house, 'Agency', 'CDG');
  await house.world.vault.erase(String(renter.id), 'EU');
  expect((await readOf(house, 'Agency', 'CDG')).reviews.edges.map(({ node }) => node.id)).not.toContain(id);
  await house.world.sql.$transaction((tx) => forgetPerson(tx, String(renter.id), house.world.clock.now()));
  const after = await readOf(house, 'Agency', 'CDG');
  expect(after.rating).toEqual(before.rating);
  expect(after.reviews.totalCount).toBe(before.reviews.totalCount - 1);
  expect(await house.db.review.findUniqueOrThrow({ where: { bookingId } })).toMatchObject({
    state: 'PUBLISHED',
    sealed: null,
    sealedAnswer: null,
    rating: 1,
  });
  expect((await moderate(house, marie, { ...(await aPublished(house, somebody())), id }, 'ABUSIVE')).code).toBe('WRONG_STATE');
});

test('two days after the return who rented is asked for a review, once; not who has written one, nor whose money is disputed', async () => {
  const [asked, written, disputed] = [await aRental(house, claire), await aRental(house, sam), await aRental(house, somebody())];
  await review(house, sam, written.id);
  await house.db.payment.updateMany({ where: { bookingId: disputed.id, kind: 'RENTAL' }, data: { state: 'DISPUTED' } });
  house.moveTo('2026-07-20T07:59:00Z');
  await askForReviews(house.world);
  expect(await told('booking.reviewAsked', asked.id)).toEqual([]);
  house.moveTo('2026-07-20T08:00:00Z');
  await Promise.all([askForReviews(house.world), askForReviews(house.world)]);
  await askForReviews(house.world);
  expect(await told('booking.reviewAsked', asked.id)).toHaveLength(1);
  for (const { id } of [written, disputed]) expect(await told('booking.reviewAsked', id)).toEqual([]);
});

test('while a charge is open nobody is asked; once it is over they are', async () => {
  const { id } = await aRental(house, somebody());
  const { errors } = await announce(house, marie, { bookingId: id, kind: 'CLEANING', grade: 'INTERIOR' });
  expect(errors).toEqual([]);
  house.moveTo('2026-07-20T08:00:00Z');
  await askForReviews(house.world);
  expect(await told('booking.reviewAsked', id)).toEqual([]);
  await house.db.charge.updateMany({ where: { bookingId: id }, data: { state: 'WAIVED' } });
  await askForReviews(house.world);
  expect(await told('booking.reviewAsked', id)).toHaveLength(1);
});

test('the booking shows its renter the review and until when one may be written', async () => {
  const renter = somebody();
  const { id, reference } = await aRental(house, renter);
  const look = async (viewer: Partial<Viewer>) =>
    (
      await house.ask<{ booking: { review: { state: string } | null; reviewableUntil: string | null } | null }>(
        viewer,
        `query ($r: String!) { booking(reference: $r) { review { state } reviewableUntil } }`,
        { r: reference },
      )
    ).data.booking;
  expect(await look(renter)).toEqual({ review: null, reviewableUntil: '2026-10-16T08:00:00Z' });
  expect(await look(marie)).toEqual({ review: null, reviewableUntil: null });
  const written = (await review(house, renter, id)).data?.reviewBooking;
  expect(await look(renter)).toEqual({ review: { state: 'PENDING' }, reviewableUntil: '2026-10-16T08:00:00Z' });
  if (written) await moderate(house, marie, written);
  expect(await look(renter)).toEqual({ review: { state: 'PUBLISHED' }, reviewableUntil: null });
});
