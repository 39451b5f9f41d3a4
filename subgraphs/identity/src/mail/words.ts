import type { Language } from '@ycyw/service/language';

export type LetterKind = 'VERIFY' | 'TAKEN' | 'RESET' | 'LOCKED_OUT' | 'PASSWORD_CHANGED';

export interface Words {
  subject: string;
  title: string;
  /** `{name}` is the reader's given name. */
  greeting: string;
  body: string;
  button: string;
  note: string;
}

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
      title: 'Quelqu’un se trompe de mot de passe.',
      greeting: 'Bonjour {name},',
      body: 'Trop de mots de passe inexacts ont été essayés pour votre compte. Nous refusons les connexions pendant un quart d’heure, sauf depuis les navigateurs où vous vous êtes déjà connecté.',
      button: 'Me connecter',
      note: 'Si c’était vous, attendez un peu ou choisissez un nouveau mot de passe depuis la page de connexion. Sinon il n’y a rien à faire : personne n’est entré.',
    },
    en: {
      subject: 'Sign-ins to your account were refused',
      title: 'Somebody has the wrong password.',
      greeting: 'Hello {name},',
      body: 'Too many wrong passwords were tried for your account. We refuse to sign anybody in for a quarter of an hour, except in browsers that you have signed in with before.',
      button: 'Sign in',
      note: 'If it was you, wait a little, or choose a new password from the sign-in page. If not, there is nothing to do: nobody got in.',
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
};
