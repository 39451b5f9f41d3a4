import { createHash } from 'node:crypto';
import { deviceKeysOf } from './devices.ts';
import type { Viewer } from './people.ts';
import type { Read } from './reads.ts';
import { nobodys, type Subject } from './subject.ts';
import type { World } from './world.ts';

/** A question at a field of Mutation. */
export interface Write extends Read {
  /** Asked with a fresh proof of who one is: else that would be the answer, and nothing said of whose it is. */
  steppedUp?: boolean;
}

const someday = '2040-01-02';
/** They stand in every database. */
const promotions = { welcome: '019a9000-0000-7000-8000-000000000001', over: '019a9000-0000-7000-8000-000000000003' };
const nowhere = '019a0000-0000-7000-8000-00000000dead';

/** What is asked of each field of Mutation, what ends somebody's session last. A field without any fails the matrix. */
export function writes(world: World, run: string): Write[] {
  const { bookings, conversations, device, quotes, imports, reviews, merchants, notifications, spare, inputs } = world;
  const [claire = ''] = world.people;
  const agent = world.people.at(-1) ?? '';
  const atDesk: Subject = { owner: null, places: [{ code: null, region: 'EU' }] };
  const ofClaire: Subject = { owner: claire, places: [] };
  const ofPartner: Subject = { owner: bookings.partner.subject.owner, places: [] };
  const atWork: Subject = { owner: null, places: bookings.here.subject.places };
  const elsewhere: Subject = { owner: null, places: bookings.elsewhere.subject.places };
  const plan = { vehicleId: spare.serviced, idempotencyKey: `${run}-plan` };
  const make = (field: string, of: string, args: Record<string, unknown>, subject: Subject | 'self' = nobodys): Write => ({
    field,
    of,
    subject,
    args,
  });
  const each = <Thing extends { subject: Subject }>(
    field: string,
    things: Record<string, Thing>,
    args: (thing: Thing) => Record<string, unknown>,
  ): Write[] => Object.entries(things).map(([of, thing]) => make(field, of, args(thing), thing.subject));
  const perViewer = (write: Write, as: (viewer: Viewer) => Record<string, unknown>): Write => ({ ...write, as });
  const slug = ({ name }: Viewer): string => `${name.replaceAll(/[ :]/g, '-')}-${run}`;
  const password = `Another-${run}-2026`;
  const far = { here: bookings.here, elsewhere: bookings.elsewhere, abroad: bookings.abroad };
  const inspection = ({ id: bookingId }: { id: string }) => ({
    input: { bookingId, vehicleId: spare.vehicle, odometerKm: 20, fuelEighths: 8, idempotencyKey: `${run}-inspected` },
  });
  const ofCharge = { reason: 'Matrix' };
  const cannedReply = ({ name }: Viewer): string | undefined => spare.cannedReplies[name] ?? spare.cannedReplies['admin'];
  const guestToken = (viewer: Viewer) => (viewer.name === 'guest' ? bookings.guest.guestToken : null);

  return [
    perViewer(make('register', 'somebody new', {}), (viewer) => ({
      input: { email: `${slug(viewer)}@example.com`, password, givenName: 'New', familyName: 'Matrix', country: 'FR' },
    })),
    make('verifyEmail', 'nobody', { token: 'none' }),
    make('confirmEmail', 'nobody', { token: 'none' }),
    make('requestPasswordReset', 'nobody', { email: `nobody.${run}@example.com` }),
    make('resetPassword', 'nobody', { token: 'none', password }),
    perViewer(make('signIn', 'oneself', {}, 'self'), ({ name }) => ({
      input:
        name === 'claire' ? { email: world.addresses.claire, password: world.password } : { email: `nobody.${run}@example.com`, password },
    })),
    make('refreshTokens', 'nobody', { refreshToken: 'none' }),
    make('verifySecondFactor', 'nobody', { challenge: nowhere, method: 'TOTP', code: '000000' }),
    make('beginPasskey', 'nobody', { purpose: 'SIGN_IN' }),
    make('finishPasskey', 'nobody', { id: nowhere, credential: '{}' }),
    make('stepUp', 'oneself', { password: 'not-this-one-2026' }, 'self'),
    make('startTotpEnrolment', 'oneself', {}, 'self'),
    make('confirmTotpEnrolment', 'oneself', { code: '000000' }, 'self'),
    make('removeTotp', 'oneself', {}, 'self'),
    make('renewRecoveryCodes', 'oneself', {}, 'self'),
    make('changeEmail', 'oneself', { email: `moved.${run}@example.com` }, 'self'),
    make('changePassword', 'oneself', { next: password }, 'self'),
    make('updateProfile', 'oneself', { input: { givenName: 'Matrix' } }, 'self'),
    make('setPrivacyChoices', 'oneself', { input: { marketing: true } }, 'self'),
    make('requestDataExport', 'oneself', {}, 'self'),
    { ...make('removePasskey', 'nobody', { id: nowhere }), steppedUp: true },
    make('endSession', 'claire', { id: spare.session }, ofClaire),
    make('markNotificationsRead', 'claire', { ids: notifications.claire.slice(0, 1) }, ofClaire),
    {
      ...perViewer(make('createApiKey', 'oneself', {}, 'self'), (viewer) => ({
        input: { name: 'Matrix', scopes: ['offers:read'], idempotencyKey: slug(viewer) },
      })),
      steppedUp: true,
    },
    {
      ...make('rotateApiKey', 'partner', { id: spare.apiKey, idempotencyKey: `${run}-rotated` }, ofPartner),
      steppedUp: true,
    },
    {
      ...make('revokeApiKey', 'partner', { id: spare.apiKey }, ofPartner),
      steppedUp: true,
    },
    make('assignRole', 'bruno', { input: { userId: world.people[1], role: 'CUSTOMER' } }),
    make('addAgency', 'one that is there', { input: inputs.agency }),
    perViewer(make('addVehicles', 'an agency', {}, atWork), (viewer) => ({
      input: { agency: world.agencies.here, acriss: 'CDMV', count: 1, idempotencyKey: slug(viewer) },
    })),
    make('changeAgency', 'an agency', { code: world.agencies.here, input: {} }, atWork),
    make('setOpeningException', 'an agency', { agency: world.agencies.here, input: { date: someday } }, atWork),
    make('removeOpeningException', 'an agency', { agency: world.agencies.here, date: someday }, atWork),
    make('changeVehicle', 'here', { id: spare.serviced, input: {} }, atWork),
    make('setVehicleState', 'here', { id: spare.serviced, state: 'CLEANING', idempotencyKey: `${run}-cleaned` }, atWork),
    make(
      'planMaintenance',
      'here',
      { input: { ...plan, from: `${someday}T08:00`, to: `${someday}T09:00`, idempotencyKey: `${run}-kept` } },
      atWork,
    ),
    make('endAbsence', 'here', { id: spare.absence }, atWork),
    make('planTransfer', 'here', { input: { ...plan, toAgency: world.agencies.abroad, departAt: `${someday}T12:00` } }, atWork),
    make('receiveVehicle', 'elsewhere', { vehicleId: spare.sent, odometerKm: 10, idempotencyKey: `${run}-received` }, elsewhere),
    make('addVehicleClass', 'another under a code that is there', { input: inputs.vehicleClass }),
    perViewer(make('onboardMerchant', 'oneself', {}, 'self'), (viewer) => ({
      input: { ...inputs.merchant, idempotencyKey: slug(viewer) },
    })),
    ...each('changeMerchant', merchants, ({ id }) => ({ input: { id } })),
    ...each('approveMerchant', merchants, ({ id }) => ({ input: { id } })),
    ...each('recordMerchantPayment', merchants, ({ id }) => ({
      input: { merchantId: id, amountMinor: 1, currency: 'EUR', reference: run, idempotencyKey: `${run}-received` },
    })).map((write) => ({ ...write, steppedUp: true })),
    ...each('rotateMerchantSecret', merchants, ({ id }) => ({ id, idempotencyKey: `${run}-secret` })),
    ...each('cashbackLink', { ours: merchants.ours }, ({ id }) => ({ merchantId: id })),
    make('setAllowance', 'an agency', { agency: world.agencies.here, acriss: 'CDMV', allowance: 0 }, atWork),
    make('changeVehicleClass', 'one', { acriss: 'CDMV', input: {} }),
    perViewer(make('startFleetImport', 'oneself', {}, 'self'), (viewer) => ({
      input: { ...inputs.file, fingerprint: createHash('sha256').update(slug(viewer)).digest('hex') },
    })),
    ...each('addFleetImportLines', imports, ({ id }) => ({ input: { importId: id, fromLine: 3, lines: ['no,car'] } })),
    perViewer(make('createPromotion', 'a new one', {}), (viewer) => ({
      input: {
        ...{ nameFr: 'Matrice', nameEn: 'Matrix', rate: '0.05', currency: 'EUR', usesLimit: 1 },
        code: `M-${createHash('sha256').update(slug(viewer)).digest('hex').slice(0, 12).toUpperCase()}`,
        idempotencyKey: slug(viewer),
      },
    })),
    make('changePromotion', 'one of the first', { input: { id: promotions.welcome, idempotencyKey: `${run}-promotion` } }),
    make('endPromotion', 'one whose days are over', { id: promotions.over, idempotencyKey: `${run}-ended` }),
    perViewer(make('createQuote', 'an offer', {}), (viewer) => ({ input: { offerId: inputs.offerId, idempotencyKey: slug(viewer) } })),
    ...each('bookQuote', { claire: quotes.claire, bruno: quotes.bruno }, ({ id }) => ({
      input: { quoteId: id, driver: inputs.driver, idempotencyKey: `${run}-${id}` },
    })),
    ...each('quoteAmendment', { ...far, guest: bookings.guest, partner: bookings.partner }, ({ id }) => ({
      input: { bookingId: id, dropOffAt: inputs.later, idempotencyKey: `${run}-amend` },
    })).map((write) => perViewer(write, (viewer) => ({ input: { ...(write.args['input'] as object), guestToken: guestToken(viewer) } }))),
    make('amendBooking', 'here', { input: { amendmentQuoteId: spare.amendment, idempotencyKey: `${run}-amended` } }, bookings.here.subject),
    ...each('offerSettlement', far, ({ id }) => ({
      input: { bookingId: id, kind: 'REACCOMMODATION', idempotencyKey: `${run}-offered` },
    })),
    make('answerSettlement', 'here', { id: spare.settlement, accept: false, idempotencyKey: `${run}-answered` }, bookings.here.subject),
    make('approveSettlement', 'here', { id: spare.settlement, approve: false, idempotencyKey: `${run}-approved` }, bookings.here.subject),
    ...each('createUpload', far, ({ id }) => ({
      input: { bookingId: id, purpose: 'HAND_OVER', mediaType: 'image/jpeg', bytes: 1, idempotencyKey: `${run}-photo` },
    })),
    ...each('handOverVehicle', far, inspection),
    ...each('takeBackVehicle', far, inspection),
    ...each('markNoShow', far, ({ id }) => ({ bookingId: id, idempotencyKey: `${run}-no-show` })),
    ...each('recordDeskPayment', far, ({ id }) => ({
      input: { bookingId: id, amountMinor: 1, method: 'CASH', idempotencyKey: `${run}-desk` },
    })),
    ...each('chargeSavedCard', far, ({ id }) => ({ bookingId: id, idempotencyKey: `${run}-charged` })),
    make('replanDelivery', 'here', { id: spare.delivery, idempotencyKey: `${run}-replanned` }, bookings.onItsWay.subject),
    {
      ...make('recordDeskRefund', 'cancelled', { refundId: spare.refund, idempotencyKey: `${run}-by-hand` }, bookings.cancelled.subject),
      steppedUp: true,
    },
    ...each('retryDeposit', { ...far, guest: bookings.guest, partner: bookings.partner, sandbox: bookings.sandbox }, ({ id }) => ({
      bookingId: id,
      idempotencyKey: `${run}-deposit`,
    })).map((write) => perViewer(write, (viewer) => ({ guestToken: guestToken(viewer) }))),
    ...each('announceCharge', far, ({ id }) => ({
      input: { bookingId: id, kind: 'CLEANING', grade: 'INTERIOR', idempotencyKey: `${run}-cleaning` },
    })),
    ...each('correctOdometer', far, ({ id }) => ({
      input: { ...ofCharge, bookingId: id, inspection: 'TAKE_BACK', odometerKm: 21, idempotencyKey: `${run}-corrected` },
    })),
    ...each('releaseDeposit', far, ({ id }) => ({ bookingId: id, idempotencyKey: `${run}-released` })),
    ...each('payCharges', { ...far, guest: bookings.guest, partner: bookings.partner, sandbox: bookings.sandbox }, ({ id }) => ({
      bookingId: id,
      chargeIds: [spare.charge],
      idempotencyKey: `${run}-charges`,
    })).map((write) => perViewer(write, (viewer) => ({ guestToken: guestToken(viewer) }))),
    make(
      'disputeCharge',
      'returned',
      { input: { ...ofCharge, chargeId: spare.charge, idempotencyKey: `${run}-disputed` } },
      bookings.returned.subject,
    ),
    make(
      'resolveDispute',
      'returned',
      { input: { ...ofCharge, chargeId: spare.charge, outcome: 'UPHOLD', idempotencyKey: `${run}-resolved` } },
      bookings.returned.subject,
    ),
    {
      ...make('refundCharge', 'returned', { ...ofCharge, id: spare.charge, idempotencyKey: `${run}-given` }, bookings.returned.subject),
      steppedUp: true,
    },
    make('withdrawCharge', 'returned', { ...ofCharge, id: spare.charge, idempotencyKey: `${run}-withdrawn` }, bookings.returned.subject),
    ...each('cancelBooking', { ...far, guest: bookings.guest, partner: bookings.partner, sandbox: bookings.sandbox }, ({ id }) => ({
      input: { bookingId: id, idempotencyKey: `${run}-cancelled` },
    })).map((write) => perViewer(write, (viewer) => ({ input: { ...(write.args['input'] as object), guestToken: guestToken(viewer) } }))),
    ...each(
      'reviewBooking',
      { returned: bookings.returned, here: bookings.here, guest: bookings.guest, partner: bookings.partner },
      ({ id }) => ({
        input: { bookingId: id, rating: 3, title: 'Matrice', body: 'Bonne voiture', idempotencyKey: `${run}-review` },
      }),
    ).map((write) => perViewer(write, (viewer) => ({ input: { ...(write.args['input'] as object), guestToken: guestToken(viewer) } }))),
    ...each('moderateReview', reviews, ({ id }) => ({ id, revision: 1, publish: true, idempotencyKey: `${run}-moderated` })),
    ...each('answerReview', reviews, ({ id }) => ({ id, body: 'Merci', idempotencyKey: `${run}-answered` })),
    ...each('withdrawReview', { returned: bookings.returned, guest: bookings.guest }, ({ id }) => ({
      bookingId: id,
      idempotencyKey: `${run}-withdrawn`,
    })).map((write) => perViewer(write, (viewer) => ({ guestToken: guestToken(viewer) }))),
    perViewer(make('startConversation', 'claire', {}, ofClaire), (viewer) => ({
      input: { subject: 'Matrix', body: 'Bonjour', bookingReference: bookings.cancelled.reference, clientId: slug(viewer) },
    })),
    ...each('sendMessage', conversations, ({ id }) => ({ input: { conversationId: id, body: 'Bonjour', clientId: `${run}-matrix` } })),
    ...each('createAttachment', conversations, ({ id }) => ({
      input: { conversationId: id, name: 'Matrice.pdf', mediaType: 'application/pdf', bytes: 1000, clientId: `${run}-matrix` },
    })),
    ...each('editMessage', conversations, ({ message }) => ({ input: { id: message, body: 'Bonjour' } })),
    ...each('deleteMessage', conversations, ({ message }) => ({ id: message })),
    ...each('markRead', conversations, ({ id }) => ({ conversationId: id, upToSequence: 1 })),
    ...each('setTyping', conversations, ({ id }) => ({ conversationId: id, typing: false })),
    ...each('heartbeat', conversations, ({ id }) => ({ conversationId: id })),
    ...each('proposeCall', conversations, ({ id }) => ({ conversationId: id, clientId: `${run}-matrix`, media: 'AUDIO' })),
    make('answerCall', 'taken', { callId: world.call, accept: false }, conversations.taken.subject),
    make('signalCall', 'taken', { callId: world.call, kind: 'HANG_UP', payload: '{}' }, conversations.taken.subject),
    make('reportCall', 'taken', { callId: world.call, report: 'ALIVE' }, conversations.taken.subject),
    perViewer(make('uploadDeviceKeys', 'oneself', {}, 'self'), ({ id }) => ({
      input: { deviceId: 'MATRIXDEVICE', ...deviceKeysOf(id ?? nowhere, 'MATRIXDEVICE') },
    })),
    make('forgetDeviceMessages', 'claire', { deviceId: device, upToSequence: 1 }, ofClaire),
    ...each('claimOneTimeKeys', conversations, ({ id }) => ({ conversationId: id, devices: [{ userId: claire, deviceId: device }] })),
    ...each('sendToDevices', conversations, ({ id }) => ({ input: { conversationId: id, clientId: `${run}-devices`, messages: [] } })),
    ...each('joinConversation', conversations, ({ id }) => ({ conversationId: id, deviceId: 'MATRIXDEVICE' })),
    ...each('admitDevice', conversations, ({ id }) => ({ conversationId: id, userId: claire, deviceId: 'MATRIXDEVICE' })),
    perViewer(make('sendContactForm', 'everybody', {}), (viewer) => ({
      input: { name: 'Matrix', email: `${slug(viewer)}@example.org`, subject: 'Matrix', body: 'Bonjour', clientId: slug(viewer) },
    })),
    make('faqHelped', 'one', { slug: 'caution' }),
    ...each('mailTranscript', conversations, ({ id }) => ({ conversationId: id, clientId: `${run}-transcript` })),
    ...each('takeConversation', conversations, ({ id }) => ({ id })),
    ...each('takeOverConversation', conversations, ({ id }) => ({ id })),
    ...each('addNote', conversations, ({ id }) => ({ conversationId: id, body: 'Matrice', clientId: `${run}-note` })),
    ...each('transferConversation', conversations, ({ id }) => ({ id, topic: 'OTHER', note: 'Matrice' })),
    ...each('snoozeConversation', conversations, ({ id }) => ({ id, until: new Date(Date.now() + 86_400_000).toISOString() })),
    ...each('resolveConversation', conversations, ({ id }) => ({ id })),
    make('setDeskStatus', 'oneself', { status: 'AWAY' }),
    make('setAgentProfile', 'an agent', { input: { agentId: agent, languages: ['fr'], skills: [], capacity: 3 } }, atDesk),
    perViewer(make('createCannedReply', 'everybody', {}), (viewer) => ({
      input: { language: 'fr', title: `Matrice ${slug(viewer)}`.slice(0, 80), body: 'Bonjour {customer}' },
    })),
    perViewer(make('changeCannedReply', 'one', {}), (viewer) => ({
      input: { id: cannedReply(viewer), title: `Matrix ${slug(viewer)}`.slice(0, 80), body: 'Bonjour' },
    })),
    perViewer(make('deleteCannedReply', 'one', {}), (viewer) => ({ id: cannedReply(viewer) })),
    ...each('closeConversation', conversations, ({ id }) => ({ id })),
    ...each('rateConversation', conversations, ({ id }) => ({ id, rating: 5 })),
    ...each('reopenConversation', conversations, ({ id }) => ({ id })),
    make('deleteAccount', 'oneself', {}, 'self'),
    make('signOut', 'oneself', {}, 'self'),
  ];
}
