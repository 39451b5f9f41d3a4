import type { SupportTopic } from '@ycyw/core/generated/graphql';

export const topics: readonly SupportTopic[] = ['BOOKING', 'VEHICLE', 'PAYMENT', 'ACCOUNT', 'OTHER'];
