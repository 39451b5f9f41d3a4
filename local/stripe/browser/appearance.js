/* global CSS, document, FontFace */

/** The host's variables of Stripe's Appearance API, and the property each sets here. */
const VARIABLES = {
  colorPrimary: '--accent',
  colorText: '--ink',
  colorTextSecondary: '--ink-2',
  colorBackground: '--sheet',
  colorDanger: '--bad',
  fontFamily: '--text',
  fontSizeBase: '--size',
  borderRadius: '--radius',
};
const KINDS = { fontFamily: 'font-family', fontSizeBase: 'font-size', borderRadius: 'border-radius' };

/** Takes over the host's look; what is no value of its kind is left out. */
export function applyAppearance({ scheme, variables }) {
  const root = document.documentElement;
  root.dataset.scheme = scheme;
  for (const [name, property] of Object.entries(VARIABLES)) {
    const value = variables?.[name];
    if (typeof value === 'string' && CSS.supports(KINDS[name] ?? 'color', value)) root.style.setProperty(property, value);
    else root.style.removeProperty(property);
  }
}

export function loadFonts(fonts) {
  for (const { family, src, weight, style } of fonts ?? []) {
    if (typeof family !== 'string' || typeof src !== 'string') continue;
    new FontFace(family, src, { weight: weight ?? 'normal', style: style ?? 'normal' }).load().then(
      (face) => document.fonts.add(face),
      () => undefined,
    );
  }
}
