import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { PictureView } from '../../ui/PictureView.tsx';
import { placeAfter } from '../../ui/arrowKeys.ts';
import { brief } from '../../ui/figures.ts';
import { RoleMark } from '../../ui/RoleMark.tsx';
import { laterStrings } from '../../ui/laterStrings.ts';
import { usePicture } from './galleryHooks.tsx';
import type { GroupSummary } from './groupSummary.ts';
import { rowsWithin, scrollTo } from './rowsWithin.ts';
import './GroupList.css';

const words = laterStrings.groups;
/** Height of a row, px; the style sheet has the same. */
const ROW = 60;

interface Props {
  readonly groups: readonly GroupSummary[];
  readonly current: string | null;
  /** Whether the groups come from more than one step. */
  readonly everywhere: boolean;
  readonly onChoose: (group: GroupSummary) => void;
}

/** Groups to choose from. Only those in sight are drawn: there may be thousands. */
export function GroupList({ groups, current, everywhere, onChoose }: Props): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const focusing = useRef(false);
  const [scrolled, setScrolled] = useState(0);
  const [seen, setSeen] = useState(600);
  const at = groups.findIndex((group) => group.id === current);
  const { first, end } = rowsWithin(scrolled, seen, ROW, groups.length);

  useEffect(() => {
    const ruler = new ResizeObserver(([entry]) => setSeen(entry?.contentRect.height ?? 600));
    if (box.current !== null) ruler.observe(box.current);
    return () => ruler.disconnect();
  }, []);
  useEffect(() => {
    const list = box.current;
    if (list === null || at < 0) return;
    const to = scrollTo(at, list.scrollTop, list.clientHeight, ROW);
    if (to !== null) list.scrollTop = to;
  }, [at]);
  useEffect(() => {
    if (!focusing.current) return;
    focusing.current = false;
    box.current?.querySelector<HTMLElement>('[aria-current="true"]')?.focus();
  });

  const move = (event: KeyboardEvent): void => {
    const next = placeAfter(event.key, at, groups.length);
    const group = next === null ? undefined : groups[next];
    if (group === undefined) return;
    event.preventDefault();
    focusing.current = true;
    onChoose(group);
  };
  const entry = at >= first && at < end ? at : first;
  return (
    <div
      ref={box}
      className="group-list"
      role="toolbar"
      tabIndex={-1}
      aria-orientation="vertical"
      aria-label={everywhere ? words.listOfRun : words.list}
      data-arrows
      onKeyDown={move}
      onScroll={(event) => setScrolled(event.currentTarget.scrollTop)}
    >
      <div style={{ blockSize: first * ROW }} />
      {groups.slice(first, end).map((group, place) => (
        <GroupItem
          key={group.id}
          group={group}
          current={group.id === current}
          entry={first + place === entry}
          everywhere={everywhere}
          onChoose={onChoose}
        />
      ))}
      <div style={{ blockSize: (groups.length - end) * ROW }} />
    </div>
  );
}

interface ItemProps extends Pick<Props, 'everywhere' | 'onChoose'> {
  readonly group: GroupSummary;
  readonly current: boolean;
  /** The one that the tab key comes to. */
  readonly entry: boolean;
}

function GroupItem({ group, current, entry, everywhere, onChoose }: ItemProps): ReactNode {
  const { shown, name } = usePicture(group.pictureId);
  return (
    <button
      type="button"
      className="group-item"
      aria-current={current}
      tabIndex={entry ? 0 : -1}
      onClick={() => onChoose(group)}
      data-testid="group-item"
    >
      <PictureView shown={shown} name="" size={44} />
      <span className="name">
        <span className="line">
          {everywhere ? <RoleMark of={group.role} size={10} /> : null} {group.question ?? name}
        </span>
        <span className="line soft small number">
          {everywhere ? `${words.place(group.step)} · ` : ''}
          <State group={group} />
        </span>
      </span>
    </button>
  );
}

function State({ group }: { readonly group: GroupSummary }): ReactNode {
  const { state, zeroVariance, deviation, unparsed, wrong, role } = group;
  const teaches =
    state !== 'scored' ? words[state] : zeroVariance ? words.noVariance : `σ ${brief(deviation)}`;
  return (
    <>
      {teaches}
      {unparsed > 0
        ? ` · ${role === 'questioner' ? words.unparsedCount(unparsed) : words.noBoxCount(unparsed)}`
        : ''}
      {(wrong ?? 0) > 0 ? <span className="negative"> · {words.silverWrong}</span> : null}
    </>
  );
}
