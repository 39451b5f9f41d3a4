import type { Viewer } from './people.ts';
import { nobodys, type Subject } from './subject.ts';
import type { World } from './world.ts';

/** A question at a root field. */
export interface Read {
  field: string;
  /** Whose it is, in words. */
  of: string;
  /** `self`: each asker's own. */
  subject: Subject | 'self';
  args: Record<string, unknown>;
  /** Arguments that only this viewer gives. */
  as?(viewer: Viewer): Record<string, unknown>;
}

const daysFromNow = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const nowhere = '019a0000-0000-7000-8000-00000000dead';

/** What is asked of each field of Query: things of different people, agencies and regions. A field without any fails the matrix. */
export function reads(
  { agencies, attachment, bookings, conversations, merchants, quotes, imports, jobs, addresses, people, subjects, spare }: World,
  searched: Record<string, unknown>,
): Read[] {
  const look = (field: string, of: string, args: Record<string, unknown>, subject: Subject | 'self' = nobodys): Read => ({
    field,
    of,
    subject,
    args,
  });
  const asGuest = (viewer: Viewer) => (viewer.name === 'guest' ? { guestToken: bookings.guest.guestToken } : {});
  return [
    look('agencies', 'all', { text: agencies.here, first: 3 }),
    look('agency', 'one', { code: agencies.here }),
    look('vehicleClass', 'one', { acriss: 'CDMV' }),
    look('vehicleClasses', 'all', {}),
    look('vehicle', 'one', { id: spare.serviced }),
    look('vehicles', 'an agency', { agency: agencies.here, first: 3 }),
    look('vehicles', 'a plate', { plate: '1', first: 3 }),
    look('fleetImports', 'oneself', { first: 3 }, 'self'),
    ...Object.entries(imports).map(([name, { id, subject }]) => look('fleetImport', name, { id }, subject)),
    look(
      'availability',
      'an agency',
      { agency: agencies.here, acriss: 'CDMV', from: '2026-07-01', to: '2026-07-02' },
      {
        owner: null,
        places: bookings.here.subject.places,
      },
    ),
    look('deliveries', 'an agency', { agency: agencies.here, first: 3 }, { owner: null, places: bookings.here.subject.places }),
    ...['chargeSuggestions', 'chargePrices'].map((field) =>
      look(field, 'returned', { bookingId: bookings.returned.id }, bookings.returned.subject),
    ),
    ...Object.entries({ here: bookings.here, elsewhere: bookings.elsewhere }).map(([name, { id, subject }]) =>
      look('settlementAlternatives', name, { bookingId: id }, subject),
    ),
    look('settlementsToApprove', 'all', { first: 3 }),
    ...Object.entries({ here: bookings.here, elsewhere: bookings.elsewhere, abroad: bookings.abroad }).map(([name, { id, subject }]) =>
      look('unitsForHandOver', name, { bookingId: id }, subject),
    ),
    look('billingDocuments', 'an entity', { entity: 'FR', from: '2026-01-01', to: '2030-12-31', first: 3 }),
    look('legalEntities', 'all', {}),
    look('promotions', 'all', { first: 1 }),
    look('reviewsToModerate', 'all', { first: 3 }),
    look('reviewsToAnswer', 'all', { first: 3 }),
    look('paymentSettings', 'all', {}),
    look('searchOffers', 'an agency', { input: searched, first: 2 }),
    look('merchants', 'all', { first: 3 }),
    ...Object.entries(merchants).map(([name, { id, subject }]) => look('merchant', name, { id }, subject)),
    look('me', 'oneself', {}, 'self'),
    look('bookings', 'oneself', { first: 4 }, 'self'),
    look('supportQueue', 'all', { first: 4 }),
    look('agents', 'all', { first: 3 }),
    look('ownAgent', 'oneself', {}, 'self'),
    look('cannedReplies', 'all', { language: 'fr' }),
    look('supportFigures', 'these days', { from: daysFromNow(-1), to: daysFromNow(1) }, 'self'),
    ...Object.entries(bookings).map(([name, { reference, subject }]) => ({
      ...look('booking', name, { reference }, subject),
      as: asGuest,
    })),
    ...Object.entries(conversations).map(([name, { id, subject }]) => look('conversation', name, { id }, subject)),
    look('attachment', 'taken', { id: attachment.id }, attachment.subject),
    ...Object.entries(conversations).map(([name, { id, subject }]) => look('deviceKeys', name, { conversationId: id }, subject)),
    ...Object.entries(quotes).map(([name, { id, subject }]) => look('quote', name, { id }, subject)),
    look('dataExport', 'claire', { id: jobs.dataExport?.id ?? nowhere }, jobs.dataExport?.subject ?? nobodys),
    look('accountDeletion', 'somebody', { id: jobs.accountDeletion ?? nowhere }),
    ...people.map((id): Read => look('user', 'somebody', { id }, subjects.get(id) ?? nobodys)),
    look('faq', 'all', { text: 'caution', first: 2 }),
    look('faqArticle', 'one', { slug: 'caution' }),
    look('userOfAddress', 'claire', { email: addresses.claire }),
    look('userByEmail', 'claire', { email: addresses.claire }),
    look('userByEmail', 'sam', { email: addresses.sam }),
    look('staff', 'all', { first: 1 }),
    look('auditTrail', 'all', { first: 1 }),
    look('auditCheck', 'all', {}),
  ];
}

/** What is followed: the first event, or a refusal. */
export function follows({ bookings, conversations, device, notifications, people }: World): Read[] {
  const followed = Object.entries(conversations).flatMap(([name, { id, subject }]) =>
    ['messageAdded', 'messageChanged', 'conversationChanged', 'typing'].map((field): Read => ({
      field,
      of: name,
      subject,
      args: { conversationId: id },
    })),
  );
  const [claire = ''] = people;
  // Where nobody has signalled yet, whoever may hear waits.
  const calls = Object.entries({ taken: conversations.taken, calling: conversations.calling }).map(([name, { id, subject }]): Read => ({
    ...{ field: 'callSignalled', of: name, subject },
    args: { conversationId: id },
  }));
  const ofBookings = Object.entries(bookings).flatMap(([name, { reference, subject }]): Read[] => [
    {
      ...{ field: 'bookingChanged', of: name, subject, args: { reference } },
      as: (viewer) => (viewer.name === 'guest' ? { guestToken: bookings.guest.guestToken } : {}),
    },
  ]);
  const { reference, subject } = bookings.onItsWay;
  return [
    ...followed,
    ...calls,
    ...ofBookings,
    { field: 'vehicleMoved', of: 'claire', subject, args: { bookingReference: reference } },
    { field: 'deviceMessageAdded', of: 'claire', subject: { owner: claire, places: [] }, args: { deviceId: device } },
    { field: 'supportQueueChanged', of: 'all', subject: nobodys, args: {} },
    { field: 'notificationAdded', of: 'claire', subject: { owner: claire, places: [] }, args: { after: notifications.claire.at(-1) } },
  ];
}
