import { z } from 'zod';
import { kindOf, type Words } from '../kind.ts';

/** The letter says that the archive is there, and not where: it is behind the sign-in. */
const exported: Words = {
  fr: {
    title: 'La copie de vos données est prête',
    body: 'Elle reste sept jours dans votre compte, rubrique Confidentialité.',
    letter: {
      title: 'Vos données sont prêtes.',
      intro: 'L’archive de tout ce que nous gardons sur vous vous attend dans votre compte pendant sept jours. Ensuite, elle s’efface.',
      action: 'Ouvrir mon compte',
      help: 'Si vous n’avez rien demandé, changez votre mot de passe : quelqu’un est entré dans votre compte.',
    },
  },
  en: {
    title: 'The copy of your data is ready',
    body: 'It stays in your account for seven days, under Privacy.',
    letter: {
      title: 'Your data is ready.',
      intro: 'The archive of all that we keep on you waits in your account for seven days. Then it goes.',
      action: 'Open my account',
      help: 'If you asked for nothing, change your password: somebody has been in your account.',
    },
  },
};

export const accountKinds = {
  'identity.dataExport.ready': kindOf(
    z.object({ exportId: z.string(), locale: z.string() }),
    ({ exportId, locale }) => ({
      link: `/account/privacy?export=${exportId}`,
      mailing: { locale },
      tell: () => ({ words: exported }),
    }),
    { facts: z.looseObject({ userId: z.uuid() }).transform(({ userId, ...facts }) => ({ ...facts, customerId: userId })) },
  ),
};
