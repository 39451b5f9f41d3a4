const languages = ['fr', 'en'] as const;
export type Language = (typeof languages)[number];

/** The edge's own sentences; what a subgraph refuses it says itself. */
const sentences = {
  internal: {
    fr: 'Une erreur est survenue de notre côté. Réessayez ; si elle persiste, donnez-nous le code {reason}.',
    en: 'Something went wrong on our side. Try again; if it persists, give us the code {reason}.',
  },
  lost: {
    fr: "Le flux s'est interrompu. Abonnez-vous de nouveau à partir du dernier élément reçu.",
    en: 'The stream was interrupted. Subscribe again from the last item received.',
  },
  badToken: { fr: "Le jeton d'accès n'est pas valable. Reconnectez-vous.", en: 'The access token is not valid. Sign in again.' },
  expiredToken: { fr: "Le jeton d'accès a expiré. Renouvelez-le.", en: 'The access token has expired. Renew it.' },
  signInToRead: { fr: 'Connectez-vous pour lire {reason}.', en: 'Sign in to read {reason}.' },
  mayNotRead: { fr: "Vous n'avez pas le droit de lire {reason}.", en: 'You may not read {reason}.' },
  scopeMissing: { fr: 'Il vous manque le droit {reason}.', en: 'You lack the scope {reason}.' },
  notListed: {
    fr: "Cette opération n'est pas de celles qui sont connues ici.",
    en: 'This operation is none of those that are known here.',
  },
  // Clients know it by these very words.
  persistedQueryNotFound: { fr: 'PersistedQueryNotFound', en: 'PersistedQueryNotFound' },
  badJson: { fr: "Le corps de la requête n'est pas du JSON valide en UTF-8.", en: 'The body is not valid JSON in UTF-8.' },
  badRequest: { fr: 'La demande est mal formée : {reason}', en: 'The request is malformed: {reason}' },
  batch: { fr: "Un lot est d'une à {reason} opérations.", en: 'A batch is of 1 to {reason} operations.' },
  noBatch: { fr: 'Envoyez une opération à la fois : les lots sont refusés.', en: 'Send one operation at a time: batches are refused.' },
  bodyTooLarge: { fr: 'Le corps dépasse {reason} octets.', en: 'The body exceeds {reason} bytes.' },
  csrf: {
    fr: "Ajoutez l'en-tête x-graphql-client, ou content-type: application/json.",
    en: 'Add the header x-graphql-client, or content-type: application/json.',
  },
  mediaType: { fr: 'Envoyez application/json en UTF-8, sans encodage.', en: 'Send application/json in UTF-8, not encoded.' },
  notAcceptable: {
    fr: 'La réponse est application/graphql-response+json ou application/json.',
    en: 'The answer is application/graphql-response+json or application/json.',
  },
  method: { fr: 'Méthode refusée ici. Employez {reason}.', en: 'Method not allowed here. Use {reason}.' },
  notFound: { fr: 'Page introuvable.', en: 'Page not found.' },
  host: { fr: "Ce nom d'hôte n'est pas servi ici.", en: 'This host name is not served here.' },
  upstream: { fr: 'Le service derrière cette adresse ne répond pas.', en: 'The service behind this address does not answer.' },
  stopping: { fr: "Le service s'arrête. Réessayez dans un instant.", en: 'The service is stopping. Try again in a moment.' },
  overloaded: {
    fr: 'Trop de demandes en même temps. Réessayez dans {reason} s.',
    en: 'Too many requests at the same time. Try again in {reason} s.',
  },
  tooCostly: { fr: 'La requête demande trop ({reason}). Découpez-la.', en: 'The query asks for too much ({reason}). Split it.' },
  rateLimited: { fr: 'Trop de demandes. Réessayez dans {reason} s.', en: 'Too many requests. Try again in {reason} s.' },
  tooManySockets: {
    fr: 'Trop de connexions ouvertes depuis cette adresse ({reason} au plus).',
    en: 'Too many open connections from this address ({reason} at most).',
  },
  subscriptionOverHttp: {
    fr: 'Les abonnements passent par WebSocket (graphql-transport-ws), text/event-stream ou multipart/mixed;subscriptionSpec=1.0.',
    en: 'Subscriptions go over WebSocket (graphql-transport-ws), text/event-stream or multipart/mixed;subscriptionSpec=1.0.',
  },
} as const satisfies Record<string, Record<Language, string>>;

export type Sentence = keyof typeof sentences;

/** The best of our languages for an Accept-Language header (RFC 9110, 12.5.4); French when none fits. */
export function negotiateLanguage(accepted: string | undefined): Language {
  let best: { language: Language; quality: number } | undefined;
  for (const part of (accepted ?? '').slice(0, 500).toLowerCase().split(',')) {
    const [tag = '', ...parameters] = part.trim().split(';');
    const language = languages.find((known) => tag === known || tag.startsWith(`${known}-`));
    const q = parameters.map((parameter) => /^\s*q=([\d.]+)$/.exec(parameter)?.[1]).find(Boolean);
    const quality = q === undefined ? 1 : Number(q);
    if (language && quality > (best?.quality ?? 0)) best = { language, quality };
  }
  return best?.language ?? 'fr';
}

export const say = (sentence: Sentence, language: Language, reason = ''): string =>
  sentences[sentence][language].replace('{reason}', reason);
