import { createInstance, type i18n, type PostProcessorModule } from 'i18next';
import type french from '../messages/fr.json';
import type frenchFleet from '../messages/fleet.fr.json';
import type frenchRental from '../messages/rental.fr.json';
import type frenchSupport from '../messages/support.fr.json';
import type { Language } from './language.ts';
import { frenchSpacing } from './spacing.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof french & typeof frenchFleet & typeof frenchRental & typeof frenchSupport };
  }
}

const catalogues = {
  fr: () => import('../messages/fr.json', { with: { type: 'json' } }),
  en: () => import('../messages/en.json', { with: { type: 'json' } }),
} satisfies Record<Language, () => Promise<unknown>>;

/** Apart, as most pages do without them; each holds the words under the keys that it is known by. */
const partCatalogues = {
  /** The console of fleet and counter. */
  fleet: {
    key: 'fleet.title',
    fr: () => import('../messages/fleet.fr.json', { with: { type: 'json' } }),
    en: () => import('../messages/fleet.en.json', { with: { type: 'json' } }),
  },
  /** What comes after booking: from the hand-over to the invoice. */
  rental: {
    key: 'rental.title',
    fr: () => import('../messages/rental.fr.json', { with: { type: 'json' } }),
    en: () => import('../messages/rental.en.json', { with: { type: 'json' } }),
  },
  /** Conversations, from either side. */
  support: {
    key: 'chat.title',
    fr: () => import('../messages/support.fr.json', { with: { type: 'json' } }),
    en: () => import('../messages/support.en.json', { with: { type: 'json' } }),
  },
} satisfies Record<string, { key: string } & Record<Language, () => Promise<unknown>>>;

export type MessagePart = keyof typeof partCatalogues;

const spacing: PostProcessorModule = {
  type: 'postProcessor',
  name: 'spacing',
  process: (value, _key, _options, translator: { language: string }) => (translator.language === 'fr' ? frenchSpacing(value) : value),
};

async function addCatalogue(messages: i18n, language: Language): Promise<void> {
  if (messages.hasResourceBundle(language, 'translation')) return;
  const { default: catalogue } = await catalogues[language]();
  messages.addResourceBundle(language, 'translation', catalogue);
}

export async function startMessages(language: Language): Promise<i18n> {
  const messages = createInstance().use(spacing);
  await messages.init({ lng: language, fallbackLng: false, postProcess: 'spacing', interpolation: { escapeValue: false }, resources: {} });
  await addCatalogue(messages, language);
  return messages;
}

const parts = Object.keys(partCatalogues) as MessagePart[];

/** Fetches the catalogues first, so that no key is ever shown. */
export async function changeMessages(messages: i18n, language: Language): Promise<void> {
  await addCatalogue(messages, language);
  for (const part of parts) if (hasMessages(messages, part)) await addMessages(messages, part, language);
  await messages.changeLanguage(language);
}

export const hasMessages = (messages: i18n, part: MessagePart, language = messages.language): boolean =>
  messages.exists(partCatalogues[part].key, { lng: language });

/** What a part of the app says; from then on in whichever language is changed to. */
export async function addMessages(messages: i18n, part: MessagePart, language: Language): Promise<void> {
  if (hasMessages(messages, part, language)) return;
  const { default: catalogue } = await partCatalogues[part][language]();
  messages.addResourceBundle(language, 'translation', catalogue, true);
}
