import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { languages } from '@ycyw/core/language';
import { changeMessages } from '@ycyw/core/messages';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { handFocusOn } from '../ui/useFocusHandedOn.ts';
import { useFormat } from '../ui/useFormat.ts';
import { useOnline } from '../ui/useOnline.ts';
import { AtDesk } from './AtDesk.tsx';
import { useAccount } from './Graph.tsx';
import { rememberLanguage } from './language.ts';
import { staffRoles } from './roles.ts';
import { OngoingCall } from './OngoingCall.tsx';
import './shell.css';
import { StepUp } from './StepUp.tsx';

export function Shell() {
  const { t } = useTranslation();
  const online = useOnline();
  const { language } = useFormat();
  const bare = useRouterState({ select: ({ location }) => /^\/(conversations|desk)/.test(location.pathname) });
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <>
      <a className="skip" href="#main">
        {t('shell.skip')}
      </a>
      <Header />
      {!online && (
        <p className="offline" role="status">
          {t('shell.offline')}
        </p>
      )}
      <main id="main" tabIndex={-1}>
        <Outlet />
      </main>
      {!bare && <Footer />}
      <OngoingCall />
      <AtDesk />
      <StepUp />
    </>
  );
}

function Header() {
  const { t } = useTranslation();
  const { viewer, signOut } = useAccount();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const [seen, setSeen] = useState(path);
  if (seen !== path) {
    setSeen(path);
    setOpen(false);
  }
  const staff = viewer && staffRoles.includes(viewer.role);
  return (
    <header
      className="wrap top"
      onKeyDown={({ key }) => {
        if (key !== 'Escape' || !open) return;
        setOpen(false);
        button.current?.focus();
      }}
    >
      <Link to="/" className="mark">
        <i aria-hidden="true" />
        {t('brand')}
      </Link>
      <button
        ref={button}
        type="button"
        className="btn quiet compact menu"
        aria-expanded={open}
        aria-controls="menu"
        onClick={() => {
          setOpen(!open);
        }}
      >
        {t('shell.menu')}
      </button>
      <div id="menu" className={open ? 'panel open' : 'panel'}>
        <nav aria-label={t('shell.main')}>
          <Link to="/" activeOptions={{ exact: true, includeSearch: false }}>
            {t('shell.rent')}
          </Link>
          <Link to="/agencies">{t('shell.agencies')}</Link>
          {!staff && <Link to="/bookings">{t('shell.bookings')}</Link>}
          {!staff && <Link to="/help">{t('shell.help')}</Link>}
          {staff && <Link to="/desk">{t('shell.desk')}</Link>}
          {staff && (
            <Link to="/counter" activeOptions={{ includeSearch: false }}>
              {t('shell.counter')}
            </Link>
          )}
          {staff && <Link to="/fleet">{t('shell.fleet')}</Link>}
        </nav>
        <div className="switches">
          <LanguageSwitch />
          {viewer === null && (
            <Link to="/sign-in" className="btn quiet compact">
              {t('shell.signIn')}
            </Link>
          )}
          {viewer && (
            <>
              <Link to="/account" className="who" aria-label={t('shell.account', { name: viewer.displayName })}>
                {viewer.displayName}
              </Link>
              <button
                type="button"
                className="btn quiet compact"
                onClick={() => void signOut().then(() => requestAnimationFrame(handFocusOn))}
              >
                {t('shell.signOut')}
              </button>
            </>
          )}
        </div>
      </div>
    </header>
  );
}

function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  const { language } = useFormat();
  return (
    <div className="languages" role="group" aria-label={t('shell.language')}>
      {languages.map((each) => (
        <button
          key={each}
          type="button"
          lang={each}
          aria-pressed={each === language}
          onClick={() => {
            rememberLanguage(each);
            void changeMessages(i18n, each);
          }}
        >
          {t(`shell.${each}`)}
        </button>
      ))}
    </div>
  );
}

function Footer() {
  const { t } = useTranslation();
  return (
    <footer className="foot">
      <div className="wrap">
        <span className="mark">
          <i aria-hidden="true" />
          {t('brand')}
        </span>
        <span>{t('shell.promise')}</span>
        <Link to="/help">{t('shell.help')}</Link>
        <LanguageSwitch />
      </div>
    </footer>
  );
}
