import type { RuleName } from './rules.ts';

/**
 * Who may read or do what: every field of the composed graph's object types, root fields included, under the name of a
 * rule. `npm run authz` asks the running system for each of them as everybody; a field that is missing here fails it.
 */

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
      'setVehicleState receiveVehicle offerSettlement replanDelivery announceCharge withdrawCharge refundCharge resolveDispute',
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
  Merchant: { withParent: 'id name url rates returnDays clawbackDays suspended', rentersWithin: 'link' },
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
