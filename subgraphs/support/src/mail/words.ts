import type { Language } from '@ycyw/service/language';

/** What our letters say around the words of people; French spacing before : ; ? ! is a no-break space. */
export const letterWords = {
  fr: {
    hello: (name: string) => `Bonjour ${name},`,
    team: 'Service client',
    signed: (name: string) => `${name}, service client`,
    ticket: (ticket: string) => `Ticket #${ticket}`,
    answer: (subject: string) => `Re: ${subject}`,
    answered: 'Notre réponse',
    help: 'Répondez à ce message, au-dessus de la ligne du haut : votre réponse rejoint la conversation.',
    open: 'Ouvrir la conversation',
    seeHelp: 'Consulter l’aide',
    transcript: (subject: string) => `Votre conversation\u00a0: ${subject}`,
    transcriptTitle: 'Votre conversation',
    transcriptIntro: (ticket: string, zone: string) =>
      `Voici ce qui a été dit dans le ticket #${ticket}. Les heures sont celles de ${zone}.`,
    transcriptHelp: 'Cette copie est partie à votre demande ou à celle du service client, à votre seule adresse.',
    joined: (names: string) => `Joint\u00a0: ${names}`,
    tooLarge: (names: string) => `Trop lourd pour un courriel\u00a0: ${names}. Répondez-nous pour le recevoir autrement.`,
    deleted: 'Message supprimé',
    encrypted: 'Message chiffré de bout en bout\u00a0: seuls vos appareils le lisent',
    settlement: 'Proposition',
    charge: 'Supplément contesté',
    colon: ' : ',
  },
  en: {
    hello: (name: string) => `Hello ${name},`,
    team: 'Customer service',
    signed: (name: string) => `${name}, customer service`,
    ticket: (ticket: string) => `Ticket #${ticket}`,
    answer: (subject: string) => `Re: ${subject}`,
    answered: 'Our answer',
    help: 'Answer this message above its first line: your answer joins the conversation.',
    open: 'Open the conversation',
    seeHelp: 'See the help',
    transcript: (subject: string) => `Your conversation: ${subject}`,
    transcriptTitle: 'Your conversation',
    transcriptIntro: (ticket: string, zone: string) => `This is what was said in ticket #${ticket}. Times are those of ${zone}.`,
    transcriptHelp: 'This copy was sent because you or customer service asked for it, to your address alone.',
    joined: (names: string) => `Attached: ${names}`,
    tooLarge: (names: string) => `Too large for an e-mail: ${names}. Answer us to receive it another way.`,
    deleted: 'Message deleted',
    encrypted: 'Message encrypted end to end: your devices alone read it',
    settlement: 'Offer',
    charge: 'Disputed charge',
    colon: ': ',
  },
} as const satisfies Record<Language, object>;

type Settled = 'AWAITING_APPROVAL' | 'OFFERED' | 'ACCEPTED' | 'DECLINED' | 'EXPIRED';

/** What became of a settlement. */
export const settled: Record<Language, Record<Settled, string>> = {
  fr: { AWAITING_APPROVAL: 'en attente', OFFERED: 'proposée', ACCEPTED: 'acceptée', DECLINED: 'refusée', EXPIRED: 'expirée' },
  en: { AWAITING_APPROVAL: 'waiting', OFFERED: 'offered', ACCEPTED: 'accepted', DECLINED: 'declined', EXPIRED: 'expired' },
};

export const settlementIs: Record<Language, { refund: (amount: string, car: string) => string; other: (car: string) => string }> = {
  fr: {
    refund: (amount, car) => `remboursement de ${amount}${car && ` avec ${car}`}`,
    other: (car) => `une autre voiture au prix réservé${car && `, ${car}`}`,
  },
  en: {
    refund: (amount, car) => `${amount} back${car && ` with ${car}`}`,
    other: (car) => `another car at the booked price${car && `, ${car}`}`,
  },
};

const media = {
  fr: { AUDIO: 'Appel audio', VIDEO: 'Appel vidéo', SCREEN: 'Partage d’écran' },
  en: { AUDIO: 'Audio call', VIDEO: 'Video call', SCREEN: 'Screen sharing' },
} as const;
const notConnected = { fr: 'sans réponse', en: 'not answered' } as const;

/** A call in words: how long it was, or that nobody answered. */
export function callIs(
  language: Language,
  call: { media: keyof (typeof media)['fr']; durationSeconds: number | null } | undefined,
): string {
  const what = media[language][call?.media ?? 'AUDIO'];
  const seconds = call?.durationSeconds ?? null;
  if (seconds === null) return `${what}, ${notConnected[language]}`;
  return `${what}, ${String(Math.max(1, Math.round(seconds / 60)))} min`;
}
