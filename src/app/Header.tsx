import { ExternalLink, HardDrive, Keyboard, Moon, QrCode, Search, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { date as dateOf } from '../ui/figures.ts';
import { language, nextLanguage } from '../ui/language/language.ts';
import { strings } from '../ui/strings.ts';
import { ActionButton } from './ActionButton.tsx';
import { addressOf } from './address.ts';
import { useApp, useRun, useScreen, useSession, useSetup } from './hooks.tsx';
import { Part } from './Part.tsx';
import { PresetSelect } from './setup/PresetSelect.tsx';
import { duration, secondsLeftInStage, stageShare } from './session/progress.ts';
import { views } from './screen.ts';
import { PaceSelect } from './transport/PaceSelect.tsx';
import { RoleSwitch } from './transport/RoleSwitch.tsx';
import { Transport } from './transport/Transport.tsx';
import './Header.css';

/** Always there: what runs, where it is, and the controls. */
export function Header(): ReactNode {
  const embedded = useScreen((screen) => screen.embedded);
  if (embedded) {
    return (
      <header className="header">
        <div className="top">
          <Transport />
          <Chip />
          <WholePage />
        </div>
        <div className="second">
          <Progress />
        </div>
      </header>
    );
  }
  return (
    <header className="header">
      <div className="top">
        <Brand />
        <Part name="presets">
          <div className="preset-slot">
            <PresetSelect />
          </div>
        </Part>
        <Part name="transport">
          <Transport />
          <PaceSelect />
          <RoleSwitch />
        </Part>
        <Chip />
        <ActionButton
          id="palette"
          iconOnly
          className="quiet"
          icon={<Search size={18} aria-hidden="true" />}
        />
        <ActionButton
          id="device"
          iconOnly
          className="quiet"
          icon={<HardDrive size={18} aria-hidden="true" />}
        />
        <Part name="share">
          <ActionButton
            id="share"
            iconOnly
            className="quiet"
            icon={<QrCode size={18} aria-hidden="true" />}
          />
        </Part>
        <Part name="language">
          <LanguageSwitch />
        </Part>
        <Part name="theme">
          <Theme />
        </Part>
        <ActionButton
          id="shortcuts"
          iconOnly
          className="quiet"
          icon={<Keyboard size={18} aria-hidden="true" />}
        />
      </div>
      <div className="second">
        <Nav />
        <Progress />
      </div>
    </header>
  );
}

/** From inside another page to all of this one, with the same settings and view. */
function WholePage(): ReactNode {
  const { setup } = useApp();
  const place = useScreen(addressOf);
  useSetup((state) => state.link);
  return (
    <a
      className="brand"
      href={`${location.pathname}${setup.query()}${place}`}
      target="_blank"
      rel="noopener"
      title={strings.wholePage}
      aria-label={strings.wholePage}
    >
      <Mark />
      <ExternalLink size={15} aria-hidden="true" />
    </a>
  );
}

function Mark(): ReactNode {
  return (
    <svg width="26" height="22" viewBox="0 0 26 22" aria-hidden="true">
      <path d="M8 3 L15 16 H1 Z" fill="var(--questioner)" />
      <circle cx="18" cy="11" r="7" fill="var(--reasoner)" />
    </svg>
  );
}

export function Brand(): ReactNode {
  return (
    <a className="brand" href="#/watch" style={{ textDecoration: 'none' }} aria-label={strings.brand}>
      <Mark />
      <span>
        {strings.brandShort}
        <span className="long">{strings.brand.slice(strings.brandShort.length)}</span>
      </span>
    </a>
  );
}

/** Where the run is, what is being computed, and how long the stage still takes. */
function Progress(): ReactNode {
  const run = useRun((state) => state);
  const worker = useSession((session) => session.worker);
  const kind = useSession((session) => session.kind);
  const { header, position, stage, work, end } = run;
  const words = strings.progress;
  if (header === null || position === null || stage === null) {
    return (
      <div className="progress-line idle">
        <p className="text">
          <span className="work">
            {work !== null
              ? strings.work[work.work]
              : worker === 'failed'
                ? words.failed
                : kind === 'live'
                  ? strings.chip.opening
                  : words.idle}
          </span>
        </p>
      </div>
    );
  }
  const running = kind === 'live' && worker === 'running';
  const left = running ? secondsLeftInStage(run) : null;
  const rate = running ? run.rows.at(-1)?.metrics.tokens_per_second : undefined;
  const state =
    end !== null
      ? words[end]
      : worker === 'paused' || worker === 'pausing' || worker === 'failed'
        ? words[worker]
        : null;
  const rounds = header.config['run.rounds'];
  const share = end === 'finished' ? 1 : (stageShare(run) ?? 0);
  return (
    <div className={`progress-line ${stage.trains ?? ''}`} data-testid="progress">
      <p className="text number">
        <span>
          <strong>{strings.stages[stage.stage].name}</strong>
          {stage.steps > 0
            ? `, ${words.step(Math.min(stage.steps, run.stepsDone + (end === null && work !== null ? 1 : 0)), stage.steps)}`
            : ''}
          {rounds > 1 ? `, ${words.round(position.round, rounds)}` : ''}
        </span>
        <span className="work">
          {state ??
            (work === null
              ? strings.stages[stage.stage].does
              : `${strings.work[work.work]}${work.of > 0 ? ` ${words.of(work.done, work.of)}` : ''}`)}
        </span>
        <span className="left">
          {[
            rate === undefined ? null : words.rate(rate),
            left === null || left < 1 ? null : words.left(duration(left)),
          ]
            .filter((part) => part !== null)
            .join(' · ')}
        </span>
      </p>
      <span className="track" aria-hidden="true">
        <span className="fill" style={{ inlineSize: `${100 * share}%` }} />
      </span>
    </div>
  );
}

/** Says what is real: live on which device, recorded, or imported. */
export function Chip(): ReactNode {
  const kind = useSession((session) => session.kind);
  const device = useSession((session) => session.device);
  const worker = useSession((session) => session.worker);
  const model = useSession((session) => session.model?.name ?? 'nano');
  const startedAt = useRun((run) => run.header?.startedAt);
  const machine = useStore(useApp().machine);
  const words = strings.chip;
  const date = startedAt === undefined ? '' : dateOf(startedAt);
  let text: string;
  if (device === null) {
    if (worker === 'failed') text = words.failed;
    else if (kind === 'live') text = words.opening;
    else if (machine === null) text = words.would.asking;
    else text = machine.webgpu === 'hardware' ? words.would.hardware(machine.adapter) : words.would.wasm;
  } else if (kind === 'live') text = words.live(device.backend, device.adapter);
  else text = words[kind === 'none' ? 'recorded' : kind](words.device(device.adapter), date);
  if (device !== null && model !== 'nano') text = `${model} · ${text}`;
  return (
    <span className={`chip ${device === null ? '' : kind}`} title={text} data-testid="chip">
      <span>{text}</span>
    </span>
  );
}

function Theme(): ReactNode {
  const theme = useScreen((screen) => screen.theme);
  return (
    <ActionButton
      id="theme"
      iconOnly
      className="quiet"
      icon={theme === 'dark' ? <Sun size={18} aria-hidden="true" /> : <Moon size={18} aria-hidden="true" />}
    />
  );
}

/** The other language, by the name it has in itself. */
function LanguageSwitch(): ReactNode {
  const next = nextLanguage(useStore(language));
  return (
    <ActionButton
      id="language"
      iconOnly
      className="quiet"
      icon={<span lang={next}>{next.toUpperCase()}</span>}
    />
  );
}

function Nav(): ReactNode {
  const view = useScreen((screen) => screen.view);
  return (
    <nav className="nav" aria-label={strings.navigation}>
      {views.map((one) => (
        <Part key={one} name={one}>
          <a
            href={`#/${one}`}
            className={one === 'setup' ? 'setup-link' : ''}
            aria-current={view === one ? 'page' : undefined}
          >
            {strings.views[one]}
          </a>
        </Part>
      ))}
    </nav>
  );
}
