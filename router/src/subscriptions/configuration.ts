import { z } from 'zod';

export const subscriptions = z.strictObject({});

export const subscriptionsHelp = '';
