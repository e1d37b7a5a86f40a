import { Search, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { count } from '../../ui/figures.ts';
import { Segments } from '../../ui/Segments.tsx';
import { laterStrings } from '../../ui/laterStrings.ts';
import { strings } from '../../ui/strings.ts';
import { ActionButton } from '../ActionButton.tsx';
import { useApp, useScreen } from '../hooks.tsx';
import { filters, orders, type GroupFilter } from './groupFilter.ts';
import './FilterBar.css';

const words = laterStrings.groups;
const flags = ['noVariance', 'unparsed', 'wrong'] as const;

/** What the list shows: of one step or of the whole run, which groups, and in which order. */
export function FilterBar({ found }: { readonly found: number }): ReactNode {
  const { screen } = useApp();
  const filter = useScreen((state) => state.filter);
  const change = (changed: Partial<GroupFilter>): void =>
    screen.setState({ filter: { ...filter, ...changed } });
  return (
    <search className="filter-bar" aria-label={words.filter}>
      <span className="find">
        <Search size={15} aria-hidden="true" />
        <input
          type="text"
          id="find-groups"
          value={filter.find}
          placeholder={words.find}
          aria-label={words.find}
          onChange={(event) => change({ find: event.target.value })}
        />
      </span>
      <Segments
        label={words.where}
        value={filter.everywhere ? 'run' : 'step'}
        options={[
          { value: 'step', label: words.thisStep },
          { value: 'run', label: words.wholeRun },
        ]}
        onChoose={(where) => change({ everywhere: where === 'run' })}
      />
      {filter.everywhere ? (
        <select
          aria-label={words.role}
          value={filter.role}
          onChange={({ target }) =>
            change({
              role: target.value === 'questioner' || target.value === 'reasoner' ? target.value : 'both',
            })
          }
        >
          <option value="both">{words.bothRoles}</option>
          <option value="questioner">{strings.roles.questioner}</option>
          <option value="reasoner">{strings.roles.reasoner}</option>
        </select>
      ) : null}
      {flags.map((flag) => (
        <button
          key={flag}
          type="button"
          className="toggle"
          aria-pressed={filter[flag]}
          title={words.flagWhy[flag]}
          onClick={() => change({ [flag]: !filter[flag] })}
        >
          {words.flag[flag]}
        </button>
      ))}
      <label className="least">
        {words.least}
        <input
          type="number"
          step={0.1}
          value={filter.least ?? ''}
          onChange={({ target }) => change({ least: target.value === '' ? null : Number(target.value) })}
        />
      </label>
      <select
        aria-label={words.order}
        value={filter.order}
        onChange={({ target }) =>
          change({ order: orders.find((order) => order === target.value) ?? 'spread' })
        }
      >
        {orders.map((order) => (
          <option key={order} value={order}>
            {words.orders[order]}
          </option>
        ))}
      </select>
      <output className="soft small">{words.found(count(found), found)}</output>
      {filters(filter) ? (
        <ActionButton id="clear filter" className="quiet" icon={<X size={14} aria-hidden="true" />} />
      ) : null}
    </search>
  );
}
