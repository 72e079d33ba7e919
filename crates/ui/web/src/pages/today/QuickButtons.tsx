import { AlertOutlined, CarOutlined, CompassOutlined, FileProtectOutlined, SoundOutlined } from '@ant-design/icons';
import { useEffect } from 'react';
import { Link, useNavigate } from 'react-router';
import { useTodayWords } from './words';

/** What is logged most, in the order of its keys. */
const QUICK = [
  { word: 'hazard', to: '/hazard/new', icon: <AlertOutlined /> },
  { word: 'persuasion', to: '/persuasion/new', icon: <SoundOutlined /> },
  { word: 'enforcement', to: '/enforcement/new', icon: <CarOutlined /> },
  { word: 'agreement', to: '/agreements/new', icon: <FileProtectOutlined /> },
  { word: 'inspection', to: '/k/inspection/new', icon: <CompassOutlined /> },
] as const;

export function QuickButtons() {
  const say = useTodayWords();
  useNumberKeys();
  return (
    <nav className="quick" aria-label={say('quick')}>
      {QUICK.map((one, at) => (
        <Link key={one.to} to={one.to} className="quick-one" aria-keyshortcuts={String(at + 1)}>
          <span aria-hidden className="quick-icon">
            {one.icon}
          </span>
          <span>{say(one.word)}</span>
          <kbd title={say('key', { n: at + 1 })}>{at + 1}</kbd>
        </Link>
      ))}
    </nav>
  );
}

/** A number key opens its button unless somebody is typing or a key is held with it. */
function useNumberKeys() {
  const navigate = useNavigate();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const held = event.ctrlKey || event.altKey || event.metaKey;
      if (held || event.isComposing || isTyping(event.target)) return;
      const quick = /^[1-9]$/.test(event.key) ? QUICK[Number(event.key) - 1] : undefined;
      if (!quick) return;
      // The key would otherwise be typed into the first field of the page it opens.
      event.preventDefault();
      void navigate(quick.to);
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [navigate]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input,textarea,select,[contenteditable],[role="dialog"]') !== null;
}
