import { fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import type { Complaint } from '../../../api/types';
import { KIND } from '../../../test/sample';
import { program, show } from '../../../test/world';
import { AnyInput } from './AnyInput';

/** One field that is being filled; gives what a form would send. */
function fill(name: string, start = '', complaints: Complaint[] = []) {
  program({
    'GET /api/divisions': (_, query) =>
      query.get('words') === '圐圙' ? [{ code: '420625102201', name: '谷城县盛康镇圐圙村', level: 'village' }] : [],
    'GET /api/roads': () => ['Y014', 'X203'],
  });
  const shape = KIND.fields.find((field) => field.name === name);
  if (!shape) throw new Error(name);
  const typed = vi.fn();
  function Filled() {
    const [text, setText] = useState(start);
    const onText = (next: string) => {
      typed(next);
      setText(next);
    };
    return (
      <>
        <label htmlFor="it">{name}</label>
        <AnyInput shape={shape as typeof KIND.fields[number]} id="it" label={name} text={text} onText={onText} invalid={false} path={name} complaints={complaints} />
      </>
    );
  }
  show(<Filled />);
  return { text: () => (typed.mock.lastCall as [string] | undefined)?.[0] };
}

describe('what a form types, by the type of the field', () => {
  it.each(['road_name', 'description', 'deaths', 'budget', 'stake_start', 'resp_org', 'found_by', 'id_no', 'credit', 'phone', 'plate', 'road_code'])(
    '%s: as it is written',
    async (name) => {
      const field = fill(name);
      await userEvent.type(screen.getByLabelText(name), '12');
      expect(field.text()).toBe('12');
    },
  );

  it('a text is counted by characters, so a rare one is one', () => {
    fill('road_name', '𡐓𣒍');
    expect(screen.getByLabelText('road_name')).toHaveValue('𡐓𣒍');
  });

  it('a long text says how many characters it has', () => {
    fill('description', '𡐓急');
    expect(screen.getByText('2 / 1000')).toBeInTheDocument();
  });

  it('a question that nobody answered is not a no', async () => {
    const field = fill('bus_route');
    const yes = screen.getByRole('button', { name: '是' });
    expect(yes).toHaveAttribute('aria-pressed', 'false');
    expect(screen.getByRole('button', { name: '否' })).toHaveAttribute('aria-pressed', 'false');
    await userEvent.click(yes);
    expect(field.text()).toBe('true');
    await userEvent.click(screen.getByRole('button', { name: '否' }));
    expect(field.text()).toBe('false');
    await userEvent.click(screen.getByRole('button', { name: '清除' }));
    expect(field.text()).toBe('');
  });

  it('one of few codes is a chip, and codes past their day are not offered', async () => {
    const field = fill('side');
    expect(screen.queryByRole('button', { name: 'old名' })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'left名' }));
    expect(field.text()).toBe('left');
    await userEvent.click(screen.getByRole('button', { name: 'left名' }));
    expect(field.text()).toBe('');
  });

  it('a code past its day stays readable where it is kept', () => {
    fill('side', 'old');
    expect(screen.getByRole('button', { name: 'old名' })).toHaveAttribute('aria-pressed', 'true');
  });

  it('one of many codes is found by typing', async () => {
    const field = fill('measure');
    await userEvent.type(screen.getByRole('combobox'), 'g');
    await userEvent.click(await screen.findByTitle('g名'));
    expect(field.text()).toBe('g');
  });

  it('several codes are chips under their headings', async () => {
    const field = fill('kinds', '["curve"]');
    expect(screen.getByText('shape名')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'water名' }));
    expect(field.text()).toBe('["curve","water"]');
    await userEvent.click(screen.getByRole('button', { name: 'curve名' }));
    await userEvent.click(screen.getByRole('button', { name: 'water名' }));
    expect(field.text()).toBe('');
  });

  it('a date may be typed without strokes', async () => {
    const field = fill('due_on');
    await userEvent.type(screen.getByLabelText('due_on'), '20261231{Enter}');
    expect(field.text()).toBe('2026-12-31');
    await userEvent.click(screen.getByRole('button', { name: '今天' }));
    expect(field.text()).toBe('2026-11-28');
  });

  it('a moment is sent with its offset', async () => {
    const field = fill('found_at', '2026-11-28T08:30:00+08:00');
    expect(screen.getByLabelText('found_at')).toHaveValue('2026-11-28 08:30');
    await userEvent.click(screen.getByRole('button', { name: '现在' }));
    expect(field.text()).toMatch(/\+08:00$/);
  });

  it('a position may be pasted as a pair', async () => {
    const field = fill('geo');
    fireEvent.change(screen.getByLabelText('纬度'), { target: { value: '32.1，111.6' } });
    expect(field.text()).toBe('32.1,111.6,WGS-84');
    await userEvent.type(screen.getByLabelText('经度'), '5');
    expect(field.text()).toBe('32.1,111.65,WGS-84');
  });

  it('a division is found by its name, rare characters included', async () => {
    const field = fill('division');
    await userEvent.type(screen.getByRole('combobox'), '圐圙');
    await userEvent.click(await screen.findByTitle('谷城县盛康镇圐圙村'));
    expect(field.text()).toBe('420625102201');
  });

  it('a struct is the items that say something', async () => {
    const field = fill('works', '{"signs":2}');
    await userEvent.type(screen.getByLabelText('other名'), '反光镜');
    expect(JSON.parse(field.text() ?? '')).toEqual({ signs: '2', other: '反光镜' });
  });

  it('a list grows and shrinks, and complaints stand beside their item', async () => {
    const wrong = { field: 'interim[1].measure', code: 'required', zh: '必须填写措施', en: '' };
    const field = fill('interim', '[{"measure":"警示"}]', [wrong]);
    await userEvent.click(screen.getByRole('button', { name: '添加一项' }));
    const second = screen.getByRole('group', { name: '第 2 项' });
    expect(second).toHaveTextContent('必须填写措施');
    expect(screen.getByRole('group', { name: '第 1 项' })).not.toHaveTextContent('必须填写措施');
    await userEvent.click(screen.getByRole('button', { name: '删除第 1 项' }));
    await userEvent.type(screen.getByLabelText('interim名'), '限速');
    expect(field.text()).toBe('[{"measure":"限速"}]');
  });
});
