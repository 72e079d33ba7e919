import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import type { Checked, Complaint, Form, Saved } from '../../api/types';
import { CHECKED, OFFER, SHEET } from '../../test/sample';
import { program, Refused, savedForms, show } from '../../test/world';
import { KindForm } from './KindForm';

const SAVED: Saved = { id: '0197aaaa', status: 'draft', warnings: [], near: [] };

const complaint = (field: string | null, code: string, zh: string): Complaint => ({ field, code, zh, en: zh });

function check(what: Partial<Checked>) {
  return { 'POST /api/check': (): Checked => ({ ...CHECKED, ...what }) };
}

function entriesOf(form: Form | undefined): Record<string, string> {
  return Object.fromEntries(form?.entries ?? []);
}

const save = () => userEvent.click(screen.getByRole('button', { name: '保存' }));

describe('a form of something new', () => {
  it('sends what was typed and what stood there by itself, and says 已保存 after the answer', async () => {
    const onSaved = vi.fn();
    const fetched = program({ ...check({}), 'POST /api/save': () => SAVED });
    show(<KindForm target={{ kind: 'hazard' }} onSaved={onSaved} />);
    await userEvent.type(screen.getByLabelText(/^road_name名/), '盛马路');
    expect(screen.queryByText('已保存')).toBeNull();
    await save();
    await waitFor(() => expect(onSaved).toHaveBeenCalledWith(SAVED));
    const [form] = savedForms(fetched);
    expect(form?.kind).toBe('hazard');
    expect(entriesOf(form)).toMatchObject({ road_name: '盛马路', division: '420625102000', found_by: '张三' });
    expect(entriesOf(form).found_at).toMatch(/\+08:00$/);
    expect(await screen.findByText('已保存')).toBeInTheDocument();
  });

  it('folds away what rarely matters until something stands against it', async () => {
    program({
      ...check({}),
      'POST /api/save': () => new Refused(422, { code: 'form', text: { zh: '请改正', en: '' }, complaints: [complaint('phone', 'value', '电话不对')] }),
    });
    show(<KindForm target={{ kind: 'hazard' }} onSaved={vi.fn()} />);
    expect(screen.queryByLabelText('phone名')).toBeNull();
    await save();
    expect(await screen.findByText('电话不对')).toBeVisible();
    expect(screen.getByLabelText('phone名')).toHaveAttribute('aria-invalid', 'true');
  });

  it('complains beside the field as soon as it is known, and about what is missing not before it is tried', async () => {
    const complaints = [complaint('road_name', 'required', '必须填写道路名称'), complaint('stake_start', 'value', '桩号写法不对')];
    program({ ...check({ complaints }), 'POST /api/save': () => new Refused(422, { code: 'form', text: { zh: '请改正', en: '' }, complaints }) });
    show(<KindForm target={{ kind: 'hazard' }} onSaved={vi.fn()} />);
    await userEvent.type(screen.getByLabelText('stake_start名'), '12');
    expect(await screen.findByText('桩号写法不对')).toBeInTheDocument();
    expect(screen.queryByText('必须填写道路名称')).toBeNull();
    await save();
    expect(await screen.findByText('必须填写道路名称')).toBeInTheDocument();
  });

  it('says nothing against a form nobody has touched', async () => {
    const complaints = [complaint('road_name', 'one_of', '至少填一项'), complaint('stake_start', 'value', '桩号写法不对')];
    const ahead = [complaint('road_name', 'two_officers', '公路上须两人')];
    const fetched = program({ ...check({ complaints, ahead, near: [{ row: SHEET.row, metres: 40 }] }), 'POST /api/save': () => SAVED });
    show(<KindForm target={{ kind: 'hazard', then: 'report' }} onSaved={vi.fn()} />);
    // The answer is on the page once the candidate is.
    expect(await screen.findByText(/相距约 40 米/)).toBeInTheDocument();
    for (const said of ['至少填一项', '桩号写法不对', '公路上须两人']) expect(screen.queryByText(said)).toBeNull();
    await userEvent.type(screen.getByLabelText('stake_start名'), '12');
    expect(await screen.findByText('桩号写法不对')).toBeInTheDocument();
    expect(screen.getByText('公路上须两人')).toBeInTheDocument();
    expect(screen.queryByText('至少填一项')).toBeNull();
    await save();
    await waitFor(() => expect(savedForms(fetched)[0]?.event).toBe('report'));
  });

  it('shows likely doubles and takes a suggestion with one press', async () => {
    const near = [{ row: SHEET.row, metres: 40 }];
    const fetched = program({
      ...check({ near, suggests: [['road_name', '盛马路', { zh: '按编号', en: '' }]] }),
      'POST /api/save': () => SAVED,
    });
    show(<KindForm target={{ kind: 'hazard' }} onSaved={vi.fn()} />);
    expect(await screen.findByText(/相距约 40 米/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: '采用' }));
    await save();
    await waitFor(() => expect(entriesOf(savedForms(fetched)[0]).road_name).toBe('盛马路'));
  });

  it('puts a draft back after a crash, and throws it away when asked', async () => {
    program(check({}));
    const first = show(<KindForm target={{ kind: 'hazard' }} onSaved={vi.fn()} />);
    await userEvent.type(screen.getByLabelText(/^road_name名/), '圐圙路');
    first.unmount();
    show(<KindForm target={{ kind: 'hazard' }} onSaved={vi.fn()} />);
    expect(screen.getByLabelText(/^road_name名/)).toHaveValue('圐圙路');
    expect(screen.getByText('已找回上次没有保存的内容。')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: '不要了，重新填写' }));
    await userEvent.click(await screen.findByRole('button', { name: '丢弃' }));
    expect(screen.getByLabelText(/^road_name名/)).toHaveValue('');
  });

  it('keeps what was typed when the program does not answer', async () => {
    program({ ...check({}), 'POST /api/save': () => new TypeError('failed') });
    const first = show(<KindForm target={{ kind: 'hazard' }} onSaved={vi.fn()} />);
    await userEvent.type(screen.getByLabelText(/^road_name名/), '盛马路');
    await save();
    expect(await screen.findByText(/程序暂时没有回应/)).toBeInTheDocument();
    first.unmount();
    show(<KindForm target={{ kind: 'hazard' }} onSaved={vi.fn()} />);
    expect(screen.getByLabelText(/^road_name名/)).toHaveValue('盛马路');
  });
});

describe('a form of a change or a step', () => {
  it('sends only what changed, and what had been seen', async () => {
    const fetched = program({ ...check({}), 'POST /api/save': () => SAVED });
    show(<KindForm target={{ sheet: SHEET }} onSaved={vi.fn()} />);
    expect(screen.getByLabelText(/^road_name名/)).toHaveValue('盛马路');
    await userEvent.type(screen.getByLabelText(/^description名/), '无护栏');
    await save();
    await waitFor(() => expect(savedForms(fetched)).toHaveLength(1));
    const once: unknown = expect.stringMatching(/^[0-9a-f]{32}$/);
    const sent = { id: '0197aaaa', entries: [['description', '无护栏']], files: [], seen: 'd1:4', anyway: false, once };
    expect(savedForms(fetched)[0]).toEqual(sent);
  });

  it('asks what the step needs and why', async () => {
    const fetched = program({ ...check({}), 'POST /api/save': () => SAVED });
    show(<KindForm target={{ sheet: SHEET, offer: OFFER }} onSaved={vi.fn()} />);
    expect(screen.getByRole('group', { name: 'photos_before名' })).toBeInTheDocument();
    await userEvent.type(screen.getByLabelText('理由'), '情况紧急');
    await userEvent.click(screen.getByRole('button', { name: '上报' }));
    await waitFor(() => expect(savedForms(fetched)[0]).toMatchObject({ event: 'report', reason: '情况紧急', seen: 'd1:4' }));
  });

  it('whose answer was lost is sent again under the same word', async () => {
    let asked = 0;
    const away = new Refused(503, { code: 'unreachable', text: { zh: '', en: '' }, complaints: [] });
    const fetched = program({ ...check({}), 'POST /api/save': () => (++asked === 1 ? away : SAVED) });
    const onSaved = vi.fn();
    show(<KindForm target={{ sheet: SHEET }} onSaved={onSaved} />);
    await userEvent.type(screen.getByLabelText(/^description名/), '无护栏');
    await save();
    await waitFor(() => expect(savedForms(fetched)).toHaveLength(1));
    await save();
    await waitFor(() => expect(onSaved).toHaveBeenCalled());
    const [first, second] = savedForms(fetched).map((form) => form.once);
    expect(second).toBe(first);
  });

  it('that was overtaken shows the newer value and keeps both only when told to', async () => {
    const complaints = [complaint('road_name', 'overtaken', '李四 已改为「盛石路」')];
    const fetched = program({
      ...check({}),
      'POST /api/save': (form) =>
        (form as Form).anyway ? SAVED : new Refused(409, { code: 'overtaken', text: { zh: '', en: '' }, complaints }),
    });
    const onSaved = vi.fn();
    show(<KindForm target={{ sheet: SHEET }} onSaved={onSaved} />);
    await userEvent.type(screen.getByLabelText(/^road_name名/), '二');
    await save();
    expect(await screen.findByText(/李四 已改为「盛石路」/)).toBeInTheDocument();
    expect(onSaved).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole('button', { name: '仍要保存，两个值都留下' }));
    await waitFor(() => expect(onSaved).toHaveBeenCalled());
    expect(savedForms(fetched).map((form) => form.anyway)).toEqual([false, true]);
  });

  it('that was opened twice takes in the newer record and keeps what was typed', async () => {
    const newer = { ...SHEET, seen: 'd1:5' };
    const fetched = program({
      ...check({}),
      'GET /api/records/0197aaaa': () => newer,
      'POST /api/save': (form) =>
        (form as Form).seen === 'd1:5' ? SAVED : new Refused(409, { code: 'opened_twice', text: { zh: '另一个窗口保存过', en: '' }, complaints: [] }),
    });
    const onSaved = vi.fn();
    show(<KindForm target={{ sheet: SHEET }} onSaved={onSaved} />);
    await userEvent.type(screen.getByLabelText(/^description名/), '无护栏');
    await save();
    await userEvent.click(await screen.findByRole('button', { name: '载入新内容' }));
    await waitFor(() => expect(screen.queryByText('另一个窗口保存过')).toBeNull());
    await save();
    await waitFor(() => expect(onSaved).toHaveBeenCalled());
    expect(savedForms(fetched)[1]?.entries).toEqual([['description', '无护栏']]);
  });

  it('never sends a hidden value back as if it had been typed', async () => {
    const fetched = program({ ...check({}), 'POST /api/save': () => SAVED });
    show(<KindForm target={{ sheet: SHEET }} onSaved={vi.fn()} />);
    const field = screen.getByLabelText('id_no名');
    expect(field).toHaveValue('');
    expect(within(field.parentElement ?? field).getByPlaceholderText('已隐藏；填写即替换原值')).toBeInTheDocument();
    await save();
    await waitFor(() => expect(savedForms(fetched)[0]?.entries).toEqual([]));
  });
});
