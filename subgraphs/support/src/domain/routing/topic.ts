/** What a conversation is about, which is what an agent may be skilled in. */
export const topics = ['BOOKING', 'VEHICLE', 'PAYMENT', 'ACCOUNT', 'OTHER'] as const;
export type Topic = (typeof topics)[number];
