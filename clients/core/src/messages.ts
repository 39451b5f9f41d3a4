import { createInstance, type i18n, type PostProcessorModule } from 'i18next';
import type french from '../messages/fr.json';
import type frenchFleet from '../messages/fleet.fr.json';
import type { Language } from './language.ts';
import { frenchSpacing } from './spacing.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof french & typeof frenchFleet };
  }
}

const catalogues = {
  fr: () => import('../messages/fr.json', { with: { type: 'json' } }),
  en: () => import('../messages/en.json', { with: { type: 'json' } }),
} satisfies Record<Language, () => Promise<unknown>>;

/** Apart: most readers never see the console. */
const fleetCatalogues = {
  fr: () => import('../messages/fleet.fr.json', { with: { type: 'json' } }),
  en: () => import('../messages/fleet.en.json', { with: { type: 'json' } }),
} satisfies Record<Language, () => Promise<unknown>>;

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

/** Fetches the catalogue first, so that no key is ever shown. */
export async function changeMessages(messages: i18n, language: Language): Promise<void> {
  await addCatalogue(messages, language);
  if (hasFleetMessages(messages)) await addFleetMessages(messages, language);
  await messages.changeLanguage(language);
}

export const hasFleetMessages = (messages: i18n, language = messages.language): boolean =>
  messages.exists('fleet.title', { lng: language });

/** What the console says; from then on in whichever language is changed to. */
export async function addFleetMessages(messages: i18n, language: Language): Promise<void> {
  if (hasFleetMessages(messages, language)) return;
  const { default: catalogue } = await fleetCatalogues[language]();
  messages.addResourceBundle(language, 'translation', catalogue, true);
}
