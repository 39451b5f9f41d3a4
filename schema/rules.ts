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
  /** Who may not, and may know that it is there: they are told FORBIDDEN, everybody else NOT_FOUND. */
  sees?(asker: Asker, relation: Relation): boolean;
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
  /** Where one's device takes part, of what one may read. */
  takingPart: {
    may: (asker, relation) => ((isPerson(asker) && relation === 'own') || worksThere(asker, relation) ? 'within' : 'no'),
    scope: null,
  },
  /** The customer alone, of devices that ask. */
  lettingIn: { may: (asker, relation) => (isPerson(asker) && relation === 'own' ? 'within' : 'no'), scope: null, sees: worksThere },
  /** The agent who has it. */
  joining: { may: (asker, relation) => (worksThere(asker, relation) ? 'within' : 'no'), scope: null },
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
  /** What is for whoever rented alone; a partner does not speak for them. */
  whoRented: { may: ({ role }, relation) => verdict(role !== 'PARTNER' && relation === 'own'), scope: null },
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
  /** Whoever wrote it. */
  author: { may: (asker, relation) => verdict(isPerson(asker) && relation === 'own'), scope: null, sees: worksThere },
  /** Whoever wrote it, and managers where they work. */
  authorOrManager: {
    may: (asker, relation) => verdict((isPerson(asker) && relation === 'own') || (asker.role !== 'AGENT' && worksThere(asker, relation))),
    scope: null,
    sees: worksThere,
  },
  /** The agent who has it, and managers. */
  handling: {
    may: (asker, relation) => {
      if (!worksThere(asker, relation)) return 'no';
      return asker.role === 'AGENT' ? 'within' : 'yes';
    },
    scope: null,
  },
  /** Staff where they work; not whom it is about. */
  staffThere: { may: (asker, relation) => verdict(worksThere(asker, relation)), scope: null },
  /** Staff where they work, each of the others. */
  colleagues: { may: (asker, relation) => (worksThere(asker, relation) ? 'within' : 'no'), scope: null },
  /** The customer, and the one member of staff who is in it. */
  inCall: {
    may: (asker, relation) => {
      if (isPerson(asker) && relation === 'own') return 'yes';
      return worksThere(asker, relation) ? 'within' : 'no';
    },
    scope: null,
  },
  /** About a booking of one's own. */
  customers: { may: ({ role }, relation) => verdict(role === 'CUSTOMER' && relation === 'own'), scope: null },
  renters: { may: ({ role }) => verdict(role === 'CUSTOMER'), scope: null },
  /** Each renter's own, of what is everybody's. */
  rentersWithin: { may: ({ role }) => (role === 'CUSTOMER' ? 'within' : 'no'), scope: null },
  /** Shops that give cashback: admins', and each partner's own. */
  merchants: { may: ({ role, test }) => verdict(!test && (role === 'ADMIN' || role === 'PARTNER')), scope: 'merchants:write' },
  merchantsOwn: {
    may: ({ role, test }, relation) => verdict(role === 'ADMIN' || (!test && role === 'PARTNER' && relation === 'own')),
    scope: 'merchants:write',
  },
  /** What is between a shop and us: admins', and whoever's who brought it in. */
  merchantOwner: {
    may: ({ role, test }, relation) => verdict(role === 'ADMIN' || (!test && role === 'PARTNER' && relation === 'own')),
  },
  partners: { may: ({ role }) => verdict(role === 'PARTNER'), scope: null },
  partnerOwner: { may: ({ role }, relation) => verdict(role === 'PARTNER' && relation === 'own'), scope: null },
} as const satisfies Record<string, Rule>;

export type RuleName = keyof typeof rules;
