/** The replay's operations, always sent in the same words: the router plans each of them once. */

export const signIn = `mutation SignIn($input: SignInInput!) {
  signIn(input: $input) {
    __typename
    ... on SignedIn { tokens { accessToken expiresAt } }
    ... on SecondFactorRequired { challenge }
  }
}`;

export const verifySecondFactor = `mutation VerifySecondFactor($challenge: ID!, $code: String!) {
  verifySecondFactor(challenge: $challenge, method: TOTP, code: $code) { tokens { accessToken expiresAt } }
}`;

export const register = `mutation Register($input: RegisterInput!) { register(input: $input) { sentTo } }`;

export const verifyEmail = `mutation VerifyEmail($token: String!) { verifyEmail(token: $token) { user { id } } }`;

export const paymentSettings = `query PaymentSettings { paymentSettings { publishableKey } }`;

export const agencyInUse = `query AgencyInUse($code: String!) {
  agency(code: $code) { code }
  vehicles(agency: $code, first: 1) { totalCount }
}`;

export const addAgency = `mutation AddAgency($input: AddAgencyInput!) { addAgency(input: $input) { code } }`;

export const addVehicles = `mutation AddVehicles($input: AddVehiclesInput!) { addVehicles(input: $input) { id } }`;

export const searchOffers = `query SearchOffers($input: SearchOffersInput!) {
  searchOffers(input: $input, first: 100) { edges { node { id left vehicleClass { id } } } }
}`;

export const createQuote = `mutation CreateQuote($input: CreateQuoteInput!) {
  createQuote(input: $input) { __typename ... on QuoteCreated { quote { id } } }
}`;

const payment = `payment { id amount { minor } clientSecret }`;

export const bookQuote = `mutation BookQuote($input: BookQuoteInput!) {
  bookQuote(input: $input) { __typename ... on BookQuoteSuccess { booking { id reference } ${payment} } }
}`;

export const quoteAmendment = `mutation QuoteAmendment($input: QuoteAmendmentInput!) {
  quoteAmendment(input: $input) { __typename ... on AmendmentQuote { id difference { minor } price { total { minor } } } }
}`;

export const amendBooking = `mutation AmendBooking($input: AmendBookingInput!) {
  amendBooking(input: $input) { __typename ... on AmendBookingSuccess { ${payment} refund { amount { minor } } } }
}`;

export const cancelBooking = `mutation CancelBooking($input: CancelBookingInput!) {
  cancelBooking(input: $input) { __typename ... on CancelBookingSuccess { refund { amount { minor } } } }
}`;

export const markNoShow = `mutation MarkNoShow($bookingId: ID!, $idempotencyKey: String!) {
  markNoShow(bookingId: $bookingId, idempotencyKey: $idempotencyKey) { id }
}`;

export const handOver = `mutation HandOver($input: InspectionInput!) { handOverVehicle(input: $input) { id } }`;

export const takeBack = `mutation TakeBack($input: InspectionInput!) { takeBackVehicle(input: $input) { id } }`;

/** One of those who still wait for the money, of those that pick up from a day on. */
export const awaitingPayment = `query AwaitingPayment($agency: String!, $from: LocalDate!) {
  bookings(agency: $agency, state: PENDING_PAYMENT, from: $from, first: 1) { edges { node { id } } }
}`;

export const paymentStates = `query PaymentStates($reference: String!) { booking(reference: $reference) { payments { id state } } }`;

export const readBack = `query ReadBack($agency: String!, $after: String) {
  bookings(agency: $agency, first: 100, after: $after) {
    edges { node {
      id state vehicleClass { id } pickUp { at } dropOff { at }
      payments { amount { minor currency } state } refunds { amount { minor currency } state }
    } }
    pageInfo { hasNextPage endCursor }
  }
}`;
