import { z } from 'zod';
import { kindOf, type Words } from '../kind.ts';

const answered: Words = {
  fr: { title: 'Le service client vous a répondu', body: 'Ouvrez la conversation pour lire la réponse.' },
  en: { title: 'Customer service has answered', body: 'Open the conversation to read the answer.' },
};

const missed: Words = {
  fr: { title: 'Un appel du service client', body: 'Nous avons cherché à vous joindre. Ouvrez la conversation pour rappeler.' },
  en: { title: 'A call from customer service', body: 'We tried to reach you. Open the conversation to call back.' },
};

const late: Words = {
  fr: { title: 'Une de vos conversations est en retard', body: 'Le délai promis au client est dépassé. Ouvrez la conversation.' },
  en: { title: 'One of your conversations is late', body: 'What the customer was promised is overdue. Open the conversation.' },
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
      // Who has no account is answered by mail.
      facts: z
        .looseObject({ party: z.string(), customerId: z.string().nullable() })
        .transform((facts) => (facts.party === 'AGENT' && facts.customerId !== null ? facts : null)),
    },
  ),
  'support.callMissed': kindOf(
    z.object({ conversationId: z.string() }),
    ({ conversationId }) => ({
      link: `/conversations/${conversationId}`,
      collapseKey: `call ${conversationId}`,
      tell: () => ({ words: missed }),
    }),
    {
      type: 'support.call.ended',
      facts: z
        .looseObject({ state: z.string(), proposedBy: z.string() })
        .transform((facts) => (facts.state === 'MISSED' && facts.proposedBy === 'AGENT' ? facts : null)),
    },
  ),
  'support.slaBreached': kindOf(
    z.object({ conversationId: z.string() }),
    ({ conversationId }) => ({
      link: `/desk/${conversationId}`,
      collapseKey: `late ${conversationId}`,
      tell: () => ({ words: late }),
    }),
    {
      // What nobody has, managers see late at their desk.
      facts: z
        .looseObject({ agentId: z.string().nullable() })
        .transform((facts) => (facts.agentId === null ? null : { ...facts, customerId: facts.agentId })),
    },
  ),
};
