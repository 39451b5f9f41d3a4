import type { Language } from '@ycyw/service/language';
import type { AccountNews } from '../data/outgoing-mail.ts';

export type LetterKind = 'VERIFY' | 'TAKEN' | 'RESET' | 'DELETED' | 'EMAIL_CHANGE' | AccountNews;

export interface Words {
  subject: string;
  title: string;
  /** `{name}` is the reader's given name. */
  greeting: string;
  body: string;
  button: string;
  note: string;
}

const alarm = {
  fr: {
    greeting: 'Bonjour {name},',
    button: 'Voir mon compte',
    note: 'Si ce n’était pas vous, choisissez un nouveau mot de passe depuis la page de connexion : tous vos appareils seront déconnectés. Puis écrivez-nous.',
  },
  en: {
    greeting: 'Hello {name},',
    button: 'See my account',
    note: 'If it was not you, choose a new password from the sign-in page: all your devices will be signed out. Then write to us.',
  },
} as const;

/** What each letter says; French spacing before : ; ? ! is a no-break space. */
export const words: Readonly<Record<LetterKind, Readonly<Record<Language, Words>>>> = {
  VERIFY: {
    fr: {
      subject: 'Confirmez votre adresse',
      title: 'Plus qu’un pas avant la route.',
      greeting: 'Bonjour {name},',
      body: 'Vous avez créé un compte Your Car Your Way avec cette adresse. Confirmez-la pour vous connecter et réserver.',
      button: 'Confirmer mon adresse',
      note: 'Le lien vaut 24 heures et sert une seule fois. Si vous n’avez rien demandé, ne cliquez pas : aucun compte ne sera ouvert.',
    },
    en: {
      subject: 'Confirm your address',
      title: 'One step before the road.',
      greeting: 'Hello {name},',
      body: 'You created a Your Car Your Way account with this address. Confirm it to sign in and book.',
      button: 'Confirm my address',
      note: 'The link is good for 24 hours and works once. If you asked for nothing, do not click: no account will be opened.',
    },
  },
  TAKEN: {
    fr: {
      subject: 'Vous avez déjà un compte',
      title: 'Vous avez déjà un compte.',
      greeting: 'Bonjour,',
      body: 'Quelqu’un, vous sans doute, vient de demander un compte avec cette adresse, qui en a déjà un. Connectez-vous, ou choisissez un nouveau mot de passe depuis la page de connexion.',
      button: 'Me connecter',
      note: 'Si ce n’était pas vous, il n’y a rien à faire : votre compte n’a pas changé.',
    },
    en: {
      subject: 'You already have an account',
      title: 'You already have an account.',
      greeting: 'Hello,',
      body: 'Somebody, probably you, has just asked for an account with this address, which has one already. Sign in, or choose a new password from the sign-in page.',
      button: 'Sign in',
      note: 'If it was not you, there is nothing to do: your account has not changed.',
    },
  },
  DELETED: {
    fr: {
      subject: 'Votre compte est supprimé',
      title: 'C’est effacé.',
      greeting: 'Bonjour {name},',
      body: 'Votre compte Your Car Your Way et vos données personnelles sont effacés partout chez nous. La loi nous oblige à garder les factures : elles ne portent plus votre nom. Ce courriel est le dernier, et votre adresse s’efface avec lui.',
      button: 'Aller sur le site',
      note: 'Il n’y a rien à faire. Merci pour les kilomètres.',
    },
    en: {
      subject: 'Your account is deleted',
      title: 'It’s gone.',
      greeting: 'Hello {name},',
      body: 'Your account with Your Car Your Way and your personal data are erased everywhere here. The law makes us keep invoices: they no longer carry your name. This mail is the last one, and your address goes with it.',
      button: 'Go to the site',
      note: 'There is nothing to do. Thank you for the miles.',
    },
  },
  RESET: {
    fr: {
      subject: 'Votre nouveau mot de passe',
      title: 'Un nouveau mot de passe.',
      greeting: 'Bonjour {name},',
      body: 'Vous avez demandé à changer de mot de passe. Choisissez-en un nouveau ; vos autres appareils seront déconnectés.',
      button: 'Choisir un mot de passe',
      note: 'Le lien vaut une heure et sert une seule fois. Si vous n’avez rien demandé, ne cliquez pas : rien ne change.',
    },
    en: {
      subject: 'Your new password',
      title: 'A new password.',
      greeting: 'Hello {name},',
      body: 'You asked to change your password. Choose a new one; your other devices will be signed out.',
      button: 'Choose a password',
      note: 'The link is good for one hour and works once. If you asked for nothing, do not click: nothing changes.',
    },
  },
  LOCKED_OUT: {
    fr: {
      subject: 'Des connexions refusées à votre compte',
      title: 'Quelqu’un se trompe de mot de passe ou de code.',
      greeting: 'Bonjour {name},',
      body: 'Trop de mots de passe ou de codes inexacts ont été essayés pour votre compte. Nous refusons ces essais pendant un quart d’heure.',
      button: 'Me connecter',
      note: 'Si c’était vous, attendez un peu ou choisissez un nouveau mot de passe depuis la page de connexion. Sinon personne n’est entré ; par prudence, choisissez un nouveau mot de passe.',
    },
    en: {
      subject: 'Sign-ins to your account were refused',
      title: 'Somebody has the wrong password or code.',
      greeting: 'Hello {name},',
      body: 'Too many wrong passwords or codes were tried for your account. We refuse such attempts for a quarter of an hour.',
      button: 'Sign in',
      note: 'If it was you, wait a little, or choose a new password from the sign-in page. If not, nobody got in; to be safe, choose a new password.',
    },
  },
  PASSWORD_CHANGED: {
    fr: {
      subject: 'Votre mot de passe a changé',
      title: 'Votre mot de passe a changé.',
      greeting: 'Bonjour {name},',
      body: 'Le mot de passe de votre compte vient d’être changé, et vos autres appareils sont déconnectés.',
      button: 'Me connecter',
      note: 'Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe depuis la page de connexion.',
    },
    en: {
      subject: 'Your password was changed',
      title: 'Your password was changed.',
      greeting: 'Hello {name},',
      body: 'The password of your account has just been changed, and your other devices are signed out.',
      button: 'Sign in',
      note: 'If it was not you, choose a new password from the sign-in page right away.',
    },
  },
  TOTP_ADDED: {
    fr: {
      ...alarm.fr,
      subject: 'Une application d’authentification protège votre compte',
      title: 'Votre compte a une serrure de plus.',
      body: 'Une application d’authentification vient d’être ajoutée à votre compte. Ses codes vous seront demandés à la connexion.',
    },
    en: {
      ...alarm.en,
      subject: 'An authenticator app protects your account',
      title: 'Your account has one more lock.',
      body: 'An authenticator app was just added to your account. You will be asked for its codes when you sign in.',
    },
  },
  TOTP_REMOVED: {
    fr: {
      ...alarm.fr,
      subject: 'Application d’authentification retirée',
      title: 'Une serrure de moins.',
      body: 'L’application d’authentification de votre compte vient d’être retirée. Ses codes ne valent plus rien.',
    },
    en: {
      ...alarm.en,
      subject: 'Authenticator app removed',
      title: 'One lock less.',
      body: 'The authenticator app of your account was just removed. Its codes are no longer good.',
    },
  },
  PASSKEY_ADDED: {
    fr: {
      ...alarm.fr,
      subject: 'Une clé d’accès ouvre votre compte',
      title: 'Une nouvelle clé.',
      body: 'Une clé d’accès vient d’être ajoutée à votre compte. Elle permet de se connecter sans mot de passe.',
    },
    en: {
      ...alarm.en,
      subject: 'A passkey opens your account',
      title: 'A new key.',
      body: 'A passkey was just added to your account. It signs in without a password.',
    },
  },
  PASSKEY_REMOVED: {
    fr: {
      ...alarm.fr,
      subject: 'Clé d’accès retirée',
      title: 'Une clé de moins.',
      body: 'Une clé d’accès de votre compte vient d’être retirée. Elle ne l’ouvre plus.',
    },
    en: {
      ...alarm.en,
      subject: 'Passkey removed',
      title: 'One key less.',
      body: 'A passkey of your account was just removed. It no longer opens it.',
    },
  },
  RECOVERY_CODE_USED: {
    fr: {
      ...alarm.fr,
      subject: 'Un code de secours a servi',
      title: 'Un code de secours a servi.',
      body: 'Un de vos codes de secours vient de servir. Il ne vaut plus rien ; demandez-en dix nouveaux s’il vous en reste peu.',
    },
    en: {
      ...alarm.en,
      subject: 'A recovery code was used',
      title: 'A recovery code was used.',
      body: 'One of your recovery codes was just used. It is no longer good; ask for ten new ones if few are left.',
    },
  },
  EMAIL_CHANGE: {
    fr: {
      subject: 'Confirmez votre nouvelle adresse',
      title: 'Une nouvelle adresse.',
      greeting: 'Bonjour {name},',
      body: 'Vous avez demandé que cette adresse devienne celle de votre compte Your Car Your Way. Confirmez-la pour que le changement se fasse.',
      button: 'Confirmer cette adresse',
      note: 'Le lien vaut 24 heures et sert une seule fois. Si vous n’avez rien demandé, ne cliquez pas : rien ne change.',
    },
    en: {
      subject: 'Confirm your new address',
      title: 'A new address.',
      greeting: 'Hello {name},',
      body: 'You asked for this address to become that of your Your Car Your Way account. Confirm it for the change to be made.',
      button: 'Confirm this address',
      note: 'The link is good for 24 hours and works once. If you asked for nothing, do not click: nothing changes.',
    },
  },
  EMAIL_CHANGED: {
    fr: {
      subject: 'L’adresse de votre compte a changé',
      title: 'Votre compte a une autre adresse.',
      greeting: 'Bonjour {name},',
      body: 'Votre compte Your Car Your Way a désormais une autre adresse que celle-ci, qui ne servira plus à vous connecter.',
      button: 'Nous écrire',
      note: 'Si ce n’était pas vous, écrivez-nous tout de suite.',
    },
    en: {
      subject: 'The address of your account was changed',
      title: 'Your account has another address.',
      greeting: 'Hello {name},',
      body: 'Your account with Your Car Your Way now has another address than this one, which no longer signs you in.',
      button: 'Write to us',
      note: 'If it was not you, write to us right away.',
    },
  },
};
