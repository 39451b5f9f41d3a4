import { z } from 'zod';
import { kindOf, type Words } from '../kind.ts';

const answered: Words = {
  fr: { title: 'Le service client vous a répondu', body: 'Ouvrez la conversation pour lire la réponse.' },
  en: { title: 'Customer service has answered', body: 'Open the conversation to read the answer.' },
};

export const supportKinds = {
  'support.message': kindOf(
    z.object({ conversationId: z.string() }),
    ({ conversationId }) => ({
      link: `/conversations/${conversationId}`,
      collapseKey: `support ${conversationId}`,
      tell: () => ({ words: answered }),
    }),
    {
      type: 'support.message.sent',
      facts: z.looseObject({ party: z.string() }).transform((facts) => (facts.party === 'AGENT' ? facts : null)),
    },
  ),
};
