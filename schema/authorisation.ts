/**
 * Who may read or do what: every field of the composed graph's object types, root fields included, under the name of a
 * rule. `npm run authz` asks the running system for each of them as everybody; a field that is missing here fails it.
 */

/**
 * What the asker is to what is asked for. Where nobody owns it, it is everybody's `other`; the sandbox is another world,
 * and from it everything else.
 */
export type Relation = 'own' | 'other' | 'otherAgency' | 'otherRegion' | 'otherWorld';

export interface Asker {
  role: 'CUSTOMER' | 'AGENT' | 'MANAGER' | 'ADMIN' | 'PARTNER' | 'SERVICE' | null;
  /** Of a partner's key; null for people and services. */
  scopes: ReadonlySet<string> | null;
  test: boolean;
}

/** `within`: the answer is given, and each thing in it is judged by its own rule. */
export type Verdict = 'yes' | 'no' | 'within';

export interface Rule {
  /** People and services; a key is asked for `scope` first. */
  may(asker: Asker, relation: Relation): Verdict;
  /** What a key needs besides; null: keys never may; undefined: they may as everybody. */
  scope?: string | null;
}

const verdict = (may: boolean): Verdict => (may ? 'yes' : 'no');
const isStaff = ({ role }: Asker): boolean => role === 'AGENT' || role === 'MANAGER' || role === 'ADMIN';
/** Staff where they work; admins work everywhere. */
const worksThere = (asker: Asker, relation: Relation): boolean =>
  isStaff(asker) && (relation === 'other' || (asker.role === 'ADMIN' && relation !== 'otherWorld'));
const serves = ({ role }: Asker, relation: Relation): boolean => role === 'SERVICE' && relation !== 'otherWorld';
const isService = ({ role }: Asker): boolean => role === 'SERVICE';
const isPerson = ({ role }: Asker): boolean => role !== null && role !== 'SERVICE';

/** `own` holds for a guest with the booking's token too; where it must be somebody signed in, the rule says so. */
export const rules = {
  public: { may: () => 'yes' },
  offers: { may: () => 'yes', scope: 'offers:read' },
  signedIn: { may: (asker) => verdict(asker.role !== null) },
  /** Oneself: the anonymous are told of nobody. */
  self: { may: (asker) => verdict(isPerson(asker)) },
  people: { may: (asker) => verdict(isPerson(asker)), scope: null },
  ownerOnly: { may: (asker, relation) => verdict(isPerson(asker) && relation === 'own'), scope: null },
  /** What opens an account. */
  ownerOrAdmin: {
    may: (asker, relation) => verdict((isPerson(asker) && relation === 'own') || asker.role === 'ADMIN'),
    scope: null,
  },
  ownerOrStaffThere: {
    may: (asker, relation) => verdict((isPerson(asker) && relation === 'own') || worksThere(asker, relation) || serves(asker, relation)),
    scope: null,
  },
  /** A list that holds for each asker what is theirs. */
  ownList: {
    may: (asker, relation) => {
      if (isPerson(asker) && relation === 'own') return 'yes';
      return isStaff(asker) || isService(asker) ? 'within' : 'no';
    },
    scope: 'bookings:read',
  },
  ownConversations: {
    may: (asker, relation) => {
      if (isPerson(asker) && relation === 'own') return 'yes';
      return isStaff(asker) ? 'within' : 'no';
    },
    scope: null,
  },
  /** Those about a booking: a renter's own, staff's where they work. */
  conversationsWithin: { may: (asker) => (isPerson(asker) ? 'within' : 'no'), scope: null },
  conversation: { may: (asker, relation) => verdict((isPerson(asker) && relation === 'own') || worksThere(asker, relation)), scope: null },
  renterOrStaffThere: {
    may: (asker, relation) => verdict(relation === 'own' || worksThere(asker, relation) || serves(asker, relation)),
    scope: 'bookings:read',
  },
  /** Who drives and who pays, which a key is told with a scope of its own. */
  rentersAndStaff: {
    may: (asker, relation) => verdict(relation === 'own' || worksThere(asker, relation) || serves(asker, relation)),
    scope: 'customers:read',
  },
  /** Where somebody is: for them and the desk. */
  renterOrDesk: { may: (asker, relation) => verdict(relation === 'own' || worksThere(asker, relation)), scope: 'customers:read' },
  /** What pays: for whoever may also book. */
  payer: { may: (_, relation) => verdict(relation === 'own'), scope: 'bookings:write' },
  /** Whoever asked for it; its id is a secret of a guest's. */
  quoter: { may: (_, relation) => verdict(relation === 'own'), scope: 'offers:read' },
  bookingsList: { may: (asker) => verdict(isPerson(asker)), scope: 'bookings:read' },
  staffOnly: { may: (asker) => verdict(isStaff(asker)), scope: null },
  /** A list that holds for each of the staff what is where they work. */
  staffWithin: { may: (asker) => (isStaff(asker) ? 'within' : 'no'), scope: null },
  managers: { may: ({ role }) => verdict(role === 'MANAGER' || role === 'ADMIN'), scope: null },
  managersWithin: { may: ({ role }) => (role === 'MANAGER' || role === 'ADMIN' ? 'within' : 'no'), scope: null },
  managersThere: { may: (asker, relation) => verdict(asker.role !== 'AGENT' && worksThere(asker, relation)), scope: null },
  /** What a manager began is theirs alone. */
  managersOwn: {
    may: ({ role }, relation) => verdict((role === 'MANAGER' || role === 'ADMIN') && relation === 'own'),
    scope: null,
  },
  adminOnly: { may: ({ role }) => verdict(role === 'ADMIN'), scope: null },
  serviceOnly: { may: (asker) => verdict(isService(asker)), scope: null },
  /** As what it is a part of. */
  withParent: { may: () => 'yes' },
  /** It leads to something that has a rule of its own. */
  asWhatItShows: { may: () => 'within' },
  quoting: { may: () => 'yes', scope: 'offers:read' },
  booking: { may: (_, relation) => verdict(relation === 'own'), scope: 'bookings:write' },
  /** The renter, a guest with the token, or staff there; nothing changes yet. */
  pricing: { may: (asker, relation) => verdict(relation === 'own' || worksThere(asker, relation)), scope: 'offers:read' },
  changing: { may: (asker, relation) => verdict(relation === 'own' || worksThere(asker, relation)), scope: 'bookings:write' },
  /** What is for whoever rented alone; their partner's keys do not speak for them. */
  whoRented: { may: (_, relation) => verdict(relation === 'own'), scope: null },
  desk: { may: (asker, relation) => verdict(worksThere(asker, relation)), scope: null },
  /** The customer, the agent who has it, and managers. */
  writing: {
    may: (asker, relation) => {
      if (isPerson(asker) && relation === 'own') return 'yes';
      if (!worksThere(asker, relation)) return 'no';
      return asker.role === 'AGENT' ? 'within' : 'yes';
    },
    scope: null,
  },
  /** About a booking of one's own. */
  customers: { may: ({ role }, relation) => verdict(role === 'CUSTOMER' && relation === 'own'), scope: null },
  renters: { may: ({ role }) => verdict(role === 'CUSTOMER'), scope: null },
  /** Shops that give cashback: admins', and each partner's own. */
  merchants: { may: ({ role, test }) => verdict(!test && (role === 'ADMIN' || role === 'PARTNER')), scope: 'merchants:write' },
  merchantsOwn: {
    may: ({ role, test }, relation) => verdict(role === 'ADMIN' || (!test && role === 'PARTNER' && relation === 'own')),
    scope: 'merchants:write',
  },
  partners: { may: ({ role }) => verdict(role === 'PARTNER'), scope: null },
  partnerOwner: { may: ({ role }, relation) => verdict(role === 'PARTNER' && relation === 'own'), scope: null },
} as const satisfies Record<string, Rule>;

export type RuleName = keyof typeof rules;
/** Type, rule, its fields. */
export type Classification = Readonly<Record<string, Readonly<Partial<Record<RuleName, string>>>>>;

const page = { withParent: 'edges pageInfo totalCount' };
const edge = { withParent: 'node cursor' };

export const authorisation: Classification = {
  Query: {
    desk: 'availability deliveries unitsForHandOver settlementAlternatives chargeSuggestions chargePrices',
    public: 'agencies agency vehicleClass vehicleClasses paymentSettings accountDeletion',
    offers: 'searchOffers merchants merchant',
    self: 'me',
    quoter: 'quote',
    renterOrStaffThere: 'booking',
    bookingsList: 'bookings',
    conversation: 'conversation',
    ownerOnly: 'dataExport',
    staffOnly: 'supportQueue vehicles vehicle',
    staffWithin: 'reviewsToModerate',
    managers: 'fleetImports legalEntities promotions',
    managersWithin: 'billingDocuments settlementsToApprove reviewsToAnswer',
    managersOwn: 'fleetImport',
    serviceOnly: 'user',
    adminOnly: 'userByEmail staff auditTrail auditCheck',
  },
  Subscription: {
    renterOrStaffThere: 'bookingChanged vehicleMoved',
    conversation: 'messageAdded conversationChanged typing',
    staffOnly: 'supportQueueChanged',
    ownerOnly: 'notificationAdded',
  },
  Mutation: {
    public:
      'register verifyEmail requestPasswordReset resetPassword signIn refreshTokens verifySecondFactor beginPasskey finishPasskey confirmEmail',
    people:
      'signOut stepUp startTotpEnrolment confirmTotpEnrolment removeTotp renewRecoveryCodes changeEmail changePassword updateProfile ' +
      'setPrivacyChoices requestDataExport deleteAccount',
    ownerOnly: 'endSession removePasskey markNotificationsRead',
    renters: 'cashbackLink',
    merchants: 'onboardMerchant',
    merchantsOwn: 'changeMerchant rotateMerchantSecret',
    partners: 'createApiKey',
    partnerOwner: 'rotateApiKey revokeApiKey',
    adminOnly: 'assignRole addAgency addVehicleClass',
    managersThere:
      'addVehicles changeAgency setOpeningException removeOpeningException changeVehicle planMaintenance planTransfer endAbsence ' +
      'setAllowance approveSettlement answerReview',
    managers: 'changeVehicleClass startFleetImport createPromotion changePromotion endPromotion',
    managersOwn: 'addFleetImportLines',
    quoting: 'createQuote',
    booking: 'bookQuote disputeCharge',
    pricing: 'quoteAmendment',
    whoRented: 'reviewBooking withdrawReview',
    changing: 'amendBooking cancelBooking retryDeposit answerSettlement payCharges',
    desk:
      'moderateReview createUpload handOverVehicle takeBackVehicle markNoShow recordDeskPayment chargeSavedCard recordDeskRefund takeConversation ' +
      'setVehicleState receiveVehicle offerSettlement replanDelivery announceCharge releaseDeposit withdrawCharge refundCharge resolveDispute',
    customers: 'startConversation',
    writing: 'sendMessage markRead setTyping closeConversation',
  },

  User: {
    signedIn: 'id displayName role',
    ownerOrStaffThere: 'account',
    ownList: 'bookings',
    ownConversations: 'conversations',
    ownerOnly: 'notifications cashback nextTrips',
    serviceOnly: 'openBookings bookingRecords fleetRecords notificationRecords supportRecords',
  },
  PersonalRecords: { withParent: 'records next' },
  PersonalRecord: { withParent: 'kind at data' },
  Account: {
    withParent:
      'email emailVerified givenName familyName birthDate phone address licence region country locale currency hasPassword mfa privacy workplace',
    ownerOrAdmin: 'sessions apiKeys',
  },
  Workplace: { withParent: 'region agencies' },
  PostalAddress: { withParent: 'line1 line2 city postalCode subdivision country' },
  DrivingLicence: { withParent: 'number country issuedOn expiresOn' },
  MfaStatus: { withParent: 'totp passkeys recoveryCodesLeft required', ownerOrAdmin: 'passkeyList' },
  Passkey: { withParent: 'id name createdAt lastUsedAt' },
  Session: { withParent: 'id device place createdAt lastSeenAt current' },
  PrivacyChoices: { withParent: 'marketing personalisation saleOrSharing updatedAt history' },
  PrivacyChange: { withParent: 'purpose granted source at' },
  UserConnection: page,
  UserEdge: edge,
  AuditEntry: { withParent: 'position at actor actorId actorRole action subjectKind subjectId detail region hash' },
  AuditConnection: page,
  AuditEdge: edge,
  AuditCheck: { withParent: 'entries intact firstBroken' },
  DataExport: { withParent: 'id state url expiresAt' },
  AccountDeletion: { withParent: 'id state erasedIn finishedAt' },
  ApiKey: { withParent: 'id name prefix scopes test costPerMinute createdAt lastUsedAt expiresAt revokedAt' },
  NewApiKey: { withParent: 'key secret' },
  RegistrationPending: { withParent: 'sentTo' },
  Tokens: { withParent: 'accessToken expiresAt refreshToken' },
  SignedIn: { withParent: 'user tokens' },
  SecondFactorRequired: { withParent: 'challenge methods' },
  PasskeyCeremony: { withParent: 'id options' },
  TotpEnrolment: { withParent: 'secret otpauthUrl' },
  RecoveryCodes: { withParent: 'codes' },

  Agency: {
    public:
      'id code name city country subdivision region timeZone location currency openingHours exceptions outOfHoursReturn distanceKm active rating reviews',
  },
  GeoPoint: { withParent: 'latitude longitude' },
  OpeningHours: { withParent: 'weekday opens closes' },
  OpeningException: { withParent: 'date opens closes closed' },
  AgencyConnection: page,
  AgencyEdge: edge,
  VehicleClass: { public: 'id acriss name exampleModel seats doors bags imageUrl rating reviews' },
  Acriss: { withParent: 'code category type transmission fuelAndAir' },
  Vehicle: { signedIn: 'id plate make model year vehicleClass agency state odometerKm changedAt', staffOnly: 'absences' },
  Absence: { withParent: 'id vehicle kind from to toAgency reason state' },
  VehicleConnection: page,
  VehicleEdge: edge,

  Promotion: {
    managers:
      'id code name nameFr nameEn state rate amount audience customer countries ratePlans classes minDays bookedFrom bookedTo pickUpFrom pickUpTo ' +
      'usesLimit usesEach used budget given endedAt createdAt',
  },
  Review: {
    withParent: 'id state rating title body author rentedIn vehicleClass agency language createdAt publishedAt answer rejection revision',
    staffOnly: 'flags',
  },
  ReviewAnswer: { withParent: 'body at' },
  ReviewConnection: { withParent: 'edges pageInfo totalCount verified' },
  ReviewEdge: edge,
  RatingSummary: { withParent: 'average count histogram' },
  PromotionConnection: page,
  PromotionEdge: edge,

  Offer: { withParent: 'id vehicleClass pickUp dropOff price deposit mileage left cancellation extras ratePlan otherPlans recommendation' },
  Recommendation: { withParent: 'because personal' },
  NextTrip: { withParent: 'agency vehicleClass pickUpAt dropOffAt because' },
  RatePlan: { withParent: 'code name description payment' },
  FleetImport: { managersOwn: 'id name format state totalLines nextLine added changed unchanged refused refusedRows startedAt' },
  FleetImportConnection: page,
  FleetImportEdge: edge,
  RefusedRow: { withParent: 'line field reason' },
  RefusedRowConnection: page,
  RefusedRowEdge: edge,

  AvailabilityStep: { withParent: 'from supply sold allowance' },

  OfferConnection: { withParent: 'edges pageInfo totalCount facets' },
  OfferEdge: edge,
  Facet: { withParent: 'name values' },
  FacetValue: { withParent: 'value label count' },
  Stop: { withParent: 'agency at instant outOfHours' },
  Cashback: { withParent: 'balances entries' },
  CashbackBalance: { withParent: 'currency available pending owed' },
  CashbackEntry: { withParent: 'id kind state amount was at merchant availableAt bookingReference' },
  CashbackEntryConnection: { withParent: 'edges pageInfo' },
  CashbackEntryEdge: edge,
  CashbackLink: { withParent: 'token url currency' },
  Merchant: { withParent: 'id name url rates returnDays clawbackDays suspended link' },
  MerchantRate: { withParent: 'category currency basisPoints' },
  MerchantConnection: page,
  MerchantEdge: edge,
  MerchantSecret: { withParent: 'merchant secret' },
  Price: { withParent: 'total due cashback tax perDay days lines exchangeRate exchangeFrom exchangeRateDate' },
  PriceLine: { withParent: 'kind label quantity net taxes gross rounding' },
  Rounding: { withParent: 'rule stepMinor' },
  TaxLine: { withParent: 'name jurisdiction rate amount' },
  Money: { withParent: 'minor currency decimal' },
  Mileage: { withParent: 'includedKm unlimited perExtraKm' },
  CancellationTier: { withParent: 'from refund' },
  Extra: { withParent: 'code name price perDay max' },
  ExtraLine: { withParent: 'extra quantity' },
  PaymentSettings: { withParent: 'publishableKey scriptUrl' },
  Quote: { withParent: 'id offer extras price deliveryBands deliveries expiresAt' },
  DeliveryBand: { withParent: 'upToKm price' },
  QuoteCreated: { withParent: 'quote' },
  QuoteExpired: { withParent: 'quote' },
  QuoteChanged: { withParent: 'quote' },
  SoldOut: { withParent: 'alternatives' },
  DriverNotEligible: { withParent: 'minimumAge reason' },
  BookQuoteSuccess: { withParent: 'booking payment heldUntil guestToken cardSetup' },
  CardSetup: { withParent: 'clientSecret' },
  AmendmentQuote: { withParent: 'id price difference expiresAt' },
  AmendBookingSuccess: { withParent: 'booking payment refund' },
  CancelBookingSuccess: { withParent: 'booking refund' },

  Booking: {
    // Whoever shows what is about a booking shows which one.
    withParent: 'id',
    renterOrStaffThere:
      'reference state vehicleClass vehicle pickUp dropOff price extras payments refunds charges ratePlan due deposit cancellation amendableUntil createdAt ' +
      'inspections settlements review delivery collection',
    whoRented: 'reviewableUntil',
    payer: 'cardSetup',
    rentersAndStaff: 'customer driver documents invoiceUrl',
    conversationsWithin: 'conversations',
    serviceOnly: 'guestToken',
  },
  CarDelivery: {
    withParent: 'id leg state booking agency windowFrom windowTo carrier etaAt position trail proof attempts',
    renterOrDesk: 'address instructions location',
    payer: 'code',
  },
  CarDeliveryConnection: page,
  CarDeliveryEdge: edge,
  DeliveryAddress: { withParent: 'line1 city postalCode country' },
  CarPosition: { withParent: 'location at' },
  DeliveryProof: { withParent: 'at', renterOrDesk: 'location' },
  DeliveryAttempt: { withParent: 'number carrier state reason since' },
  VehiclePosition: { withParent: 'vehicle location at etaAt' },
  Settlement: { renterOrStaffThere: 'id kind refund difference alternative state expiresAt createdAt booking ofMine' },
  SettlementAlternative: { withParent: 'kind offer difference needsManager' },
  SettlementConnection: page,
  SettlementEdge: edge,
  BookingConnection: page,
  BookingEdge: edge,
  Driver: { withParent: 'givenName familyName email phone' },
  Payment: { withParent: 'id kind amount state createdAt', payer: 'clientSecret' },
  Charge: {
    renterOrStaffThere:
      'id kind state line amount announced rule evidence announcedAt disputableUntil disputable dispute answer payment booking',
  },
  ChargeEvidence: { withParent: 'before after reason reference occurredOn photos' },
  ChargeReading: { withParent: 'odometerKm fuelEighths chargePercent at' },
  ChargeDispute: { withParent: 'reason photos at outcome resolvedAt' },
  ChargeSuggestion: { withParent: 'kind line rule before after needsManager' },
  ChargePrices: { withParent: 'cleaning damage fineHandling tollHandling' },
  CleaningPrice: { withParent: 'grade amount' },
  DamagePrice: { withParent: 'mark severity amount' },
  HandOverUnit: { withParent: 'vehicle vehicleClass acriss upgrade odometerKm marks' },
  Inspection: {
    withParent:
      'kind at vehicle odometerKm fuelEighths chargePercent notes photos marks returnedAt minutesLate minutesEarly outOfHours upgradedFrom',
    rentersAndStaff: 'signature agentSignature',
  },
  InspectionPhoto: { withParent: 'angle photo' },
  DamageMark: { withParent: 'id view x y kind severity photo isNew' },
  Upload: { withParent: 'id url expiresAt' },
  Photo: { withParent: 'id url takenAt width height' },
  Refund: { withParent: 'id amount state reason createdAt' },
  BillingDocument: { withParent: 'id number kind issuedOn issuedAt total net tax currency refersTo reference pdfUrl xmlUrl' },
  BillingDocumentConnection: { withParent: 'edges pageInfo totals' },
  BillingDocumentEdge: edge,
  BillingTotal: { withParent: 'currency invoices creditNotes net tax total' },
  LegalEntity: { withParent: 'code name country' },

  Conversation: {
    conversation: 'id ticket subject state customer agent booking messages lastSequence unread readUpTo queuePosition createdAt',
  },
  ConversationConnection: page,
  ConversationEdge: edge,
  Message: { withParent: 'id conversationId sequence author party body sentAt revision clientId', asWhatItShows: 'settlement charge' },
  MessageConnection: page,
  MessageEdge: edge,
  TypingNotice: { withParent: 'party user typing' },

  Notification: { withParent: 'id kind title body createdAt readAt link deliveries' },
  NotificationConnection: { withParent: 'edges pageInfo totalCount unreadCount' },
  NotificationEdge: edge,
  Delivery: { withParent: 'channel state at' },
  PageInfo: { withParent: 'hasNextPage hasPreviousPage startCursor endCursor' },
};
