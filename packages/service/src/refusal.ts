import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Language } from './language.ts';

const messages = {
  UNAUTHENTICATED: { fr: 'Connectez-vous pour continuer.', en: 'Sign in to continue.' },
  FORBIDDEN: { fr: 'Votre compte n’y a pas droit.', en: 'Your account may not do this.' },
  NOT_FOUND: { fr: 'Introuvable. Vérifiez la référence.', en: 'Not found. Check the reference.' },
  BAD_INPUT: { fr: 'La demande est incomplète ou mal formée : {reason}', en: 'The request is incomplete or malformed: {reason}' },
  RATE_LIMITED: { fr: 'Trop de demandes. Réessayez dans quelques minutes.', en: 'Too many requests. Try again in a few minutes.' },
  TOO_COSTLY: { fr: 'La requête demande trop. Découpez-la.', en: 'The query asks for too much. Split it.' },
  IDEMPOTENCY_CONFLICT: {
    fr: 'Cette clé d’idempotence a déjà servi à une autre demande.',
    en: 'This idempotency key was already used for another request.',
  },
  WRONG_STATE: {
    fr: 'Ce n’est plus possible dans l’état actuel : {reason}',
    en: 'This is no longer possible in the present state: {reason}',
  },
  REGION_UNAVAILABLE: { fr: 'Cette région ne répond pas. Réessayez bientôt.', en: 'This region does not answer. Try again soon.' },
  WRONG_CREDENTIALS: {
    fr: 'Adresse ou mot de passe inexact. Vérifiez-les, ou demandez un nouveau mot de passe.',
    en: 'Wrong address or password. Check both, or ask for a new password.',
  },
  WRONG_CODE: {
    fr: 'Ce code est inexact, ou il a déjà servi. Essayez avec le suivant.',
    en: 'This code is wrong, or was used already. Try the next one.',
  },
  TOKEN_EXPIRED: { fr: 'Ce lien ou cette étape a expiré. Recommencez.', en: 'This link or step has expired. Start again.' },
  WEAK_PASSWORD: {
    fr: 'Ce mot de passe est trop court ou trop courant. Choisissez-en un d’au moins 12 caractères, que personne d’autre n’aurait.',
    en: 'This password is too short or too common. Choose one of at least 12 characters that nobody else would have.',
  },
  STEP_UP_REQUIRED: { fr: 'Confirmez votre identité pour continuer.', en: 'Confirm your identity to continue.' },
  SCOPE_MISSING: { fr: 'Il manque à la clé le droit {reason}.', en: 'The key lacks the scope {reason}.' },
  PERIOD_EMPTY: { fr: 'Le retour doit suivre le départ.', en: 'The return must come after the pick-up.' },
  PERIOD_IN_PAST: { fr: 'Le départ est déjà passé.', en: 'The pick-up is in the past.' },
  AGENCY_CLOSED: {
    fr: 'L’agence est fermée à cette heure. Horaires ce jour-là : {reason}.',
    en: 'The agency is closed at that time. Hours that day: {reason}.',
  },
  UNKNOWN_ACRISS: { fr: 'Code ACRISS inconnu : {reason}.', en: 'Unknown ACRISS code: {reason}.' },
  PROMO_NOT_APPLICABLE: { fr: 'Ce code promotionnel ne s’applique pas.', en: 'This promotion code does not apply.' },
  OFFER_EXPIRED: { fr: 'L’offre a expiré. Relancez la recherche.', en: 'The offer has expired. Search again.' },
  TOO_LATE_TO_AMEND: {
    fr: 'Une réservation se modifie au plus tard 48 heures avant le départ.',
    en: 'A booking can be changed until 48 hours before pick-up.',
  },
  NOT_CANCELLABLE: { fr: 'Cette réservation ne peut plus être annulée.', en: 'This booking can no longer be cancelled.' },
  MESSAGE_EMPTY: { fr: 'Écrivez un message.', en: 'Write a message.' },
  MESSAGE_TOO_LONG: { fr: 'Un message compte au plus 1 000 caractères.', en: 'A message has at most 1,000 characters.' },
  CONVERSATION_CLOSED: { fr: 'Cette conversation est close.', en: 'This conversation is closed.' },
  CALL_NOT_POSSIBLE: { fr: 'L’appel n’est pas possible maintenant.', en: 'A call is not possible now.' },
  INTERNAL: {
    fr: 'Une erreur est survenue de notre côté. Réessayez ; si elle persiste, donnez-nous le code {traceId}.',
    en: 'Something went wrong on our side. Try again; if it persists, give us the code {traceId}.',
  },
} as const satisfies Record<string, Record<Language, string>>;

export type RefusalCode = Exclude<keyof typeof messages, 'INTERNAL'>;

/**
 * A failure that carries only a reason. The reader gets the code and, in the request's language, its sentence;
 * `reason` fills the sentence's gap (a rule or a value the caller sent, never somebody's data).
 */
export class Refusal extends GraphQLError {
  constructor(code: RefusalCode, reason = '') {
    super(messages[code].en.replace('{reason}', reason), { extensions: { code, ...(reason && { reason }) } });
    this.name = 'Refusal';
  }
}

const isKnown = (code: unknown): code is keyof typeof messages => typeof code === 'string' && Object.hasOwn(messages, code);

/** Whether `error` is a bug or an outage: everything that is neither a Refusal nor graphql's own complaint about the request. */
export const isUnforeseen = (error: GraphQLError): boolean =>
  !(error instanceof Refusal) &&
  !(error.originalError instanceof Refusal) &&
  error.originalError !== undefined &&
  !(error.originalError instanceof GraphQLError);

/** What leaves the process: refusals in the reader's language, the unforeseen masked with the trace id to quote. */
export function present(
  error: GraphQLError | GraphQLFormattedError,
  scope: { language: Language; traceId: string },
): GraphQLFormattedError {
  const formatted = error instanceof GraphQLError ? error.toJSON() : error;
  const { message, path, locations, extensions } =
    error instanceof GraphQLError && isUnforeseen(error) ? { ...formatted, extensions: { code: 'INTERNAL' } } : formatted;
  const code: unknown = extensions?.['code'];
  const at = { ...(locations && { locations }), ...(path && { path }) };
  if (code === 'INTERNAL' || code === 'INTERNAL_SERVER_ERROR') {
    return {
      ...at,
      message: messages.INTERNAL[scope.language].replace('{traceId}', scope.traceId),
      extensions: { code: 'INTERNAL', traceId: scope.traceId },
    };
  }
  if (!isKnown(code)) return { ...at, message, extensions: { code: code ?? 'BAD_INPUT' } };
  const reason = typeof extensions?.['reason'] === 'string' ? extensions['reason'] : '';
  const sentence = messages[code][scope.language].replace('{reason}', reason).replace(/ ?: $/, '.');
  return { ...at, message: sentence, extensions: { code, ...(reason && { reason }) } };
}
