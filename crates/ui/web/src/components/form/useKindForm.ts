import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { ApiError } from '../../api/call';
import { useCatalog } from '../../api/catalog';
import { drafts } from '../../api/drafts';
import { freshWord } from '../../api/once';
import { fetchSheet, useSave } from '../../api/records';
import { run } from '../../api/run';
import type { Complaint, Form, Kind, Saved } from '../../api/types';
import { chinaTime } from '../../look/format';
import { useSession } from '../../session/SessionContext';
import { isAbout } from './complaints';
import { draftKey, dropDraft, keepDraft, readDraft } from './draft';
import { eventOf, isRequired, plan } from './plan';
import type { FormState, KindFormProps, Target, Upload, Values } from './types';
import { useCheck } from './useCheck';
import { useUploads } from './useUploads';
import { entries, sheetValues, startingValues } from './values';

type Options = Omit<KindFormProps, 'onCancel'>;

/** A form of a known kind: what is typed, kept, checked and saved. */
export function useKindForm({ target: opened, initial, first: wanted, onSaved }: Options): FormState {
  const session = useSession();
  const client = useQueryClient();
  const kind = useKind(opened);
  // As it stood when the form was opened: what is saved says what its writer had seen.
  const [target, setTarget] = useState(opened);
  const key = draftKey(target);
  const [draft, setDraft] = useState(() => readDraft(key));
  const [base, setBase] = useState(() => startingValues(kind, opened, session, chinaTime(Date.now()).format()));
  const [seen, setSeen] = useState(draft?.seen ?? ('sheet' in opened ? opened.sheet.seen : undefined));
  const [changed, setChanged] = useState<Values>(draft?.values ?? {});
  const [once, setOnce] = useState(() => draft?.once ?? freshWord());
  const [reason, setReasonText] = useState(draft?.reason ?? '');
  const [attempted, setAttempted] = useState(false);
  const [refused, setRefused] = useState<Complaint[] | null>(null);
  const draftLost = useSyncExternalStore(drafts.listen, drafts.troubled);
  const files = useUploads(draft?.uploads ?? []);
  const saving = useSave();

  const values = useMemo(() => ({ ...base, ...initial, ...changed }), [base, initial, changed]);
  const { first, more } = useMemo(() => plan(kind, target, session, wanted), [kind, target, session, wanted]);
  const form = formOf(target, entries(target, base, values), files.uploads, reason, seen);
  const checked = useCheck(form, !saving.isPending && !saving.isSuccess);

  // What was typed into something new is kept with what stood there by itself, its time above all.
  const isNew = 'kind' in target;
  const touched = Object.keys(changed).length > 0;
  const saved = saving.isSuccess;
  useEffect(() => {
    if (saved) return;
    const sent = files.uploads.filter((upload) => upload.sha256);
    keepDraft(key, { values: isNew && touched ? values : changed, reason, uploads: sent, seen, once });
  }, [key, isNew, touched, values, changed, reason, files.uploads, seen, once, saved]);

  const setAll = useCallback((more: Values) => {
    setRefused(null);
    setChanged((before) => ({ ...before, ...more }));
  }, []);
  const set = useCallback((name: string, text: string) => setAll({ [name]: text }), [setAll]);

  const verdict = refused ?? checked?.complaints ?? [];
  const loud = (complaint: Complaint) => attempted || isTyped(complaint, changed) || (!LACKS.includes(complaint.code) && (touched || !isNew));
  const shown = verdict.filter(loud);
  // What the next step asks is said where it can be settled; the rest is said there.
  const ahead = touched ? (checked?.ahead ?? []) : [];
  const names = [...first, ...more].map((field) => field.name);

  const save = (anyway = false, word = once) => {
    setAttempted(true);
    // The word it is saved under is known after a crash, so that nothing is saved twice.
    drafts.hurry();
    const answered = (answer: Saved) => {
      dropDraft(key);
      setOnce(freshWord());
      onSaved(answer);
    };
    run(saving, { ...form, anyway, once: word }, answered, (error) => {
      if (error instanceof ApiError && error.code === 'form') setRefused(error.complaints);
    });
  };

  const discard = () => {
    dropDraft(key);
    setDraft(null);
    setChanged({});
    setReasonText('');
    setRefused(null);
    setAttempted(false);
    setOnce(freshWord());
    files.clear();
    if ('sheet' in target) setSeen(target.sheet.seen);
  };

  const saveAnother = () => {
    const word = freshWord();
    setOnce(word);
    save(false, word);
  };

  const takeNewer = async () => {
    if (!('sheet' in target)) return;
    const sheet = await fetchSheet(client, target.sheet.row.id);
    setTarget({ ...target, sheet });
    setBase(sheetValues(sheet));
    setSeen(sheet.seen);
    saving.reset();
  };

  return {
    target,
    kind,
    first,
    more,
    values,
    set,
    setAll,
    required: (field) => isRequired(target, field),
    complaints: (name) => [...shown, ...ahead].filter((complaint) => isAbout(complaint, name)),
    warnings: (name) => (checked?.warnings ?? []).filter((warning) => isAbout(warning, name)),
    others: shown.filter((complaint) => !['reason', ...names].some((name) => isAbout(complaint, name))),
    checked,
    uploads: files.uploads,
    addFiles: files.add,
    sendAgain: files.again,
    removeFile: files.drop,
    reason,
    setReason: setReasonText,
    needsReason: 'sheet' in target && Boolean(target.offer?.reason),
    restored: draft !== null,
    draftLost,
    discard,
    sending: files.uploads.some((upload) => !upload.sha256 && !upload.error),
    saving: saving.isPending,
    error: saving.error instanceof ApiError ? saving.error : null,
    save: (anyway) => save(anyway),
    saveAnother,
    takeNewer: () => void takeNewer(),
  };
}

function useKind(target: Target): Kind {
  const name = 'kind' in target ? target.kind : target.sheet.row.kind;
  const kind = useCatalog().kind(name);
  if (!kind) throw new Error(`no kind is called ${name}`);
  return kind;
}

function formOf(
  target: Target,
  typed: [string, string][],
  uploads: Upload[],
  reason: string,
  seen: string | undefined,
): Form {
  const files = uploads.flatMap(({ sha256, field, name }) => (sha256 ? [{ field, sha256, caption: name }] : []));
  const common = { entries: typed, files, anyway: false };
  if ('kind' in target) return { ...common, kind: target.kind, event: target.then };
  const why = reason.trim();
  return { ...common, id: target.sheet.row.id, event: eventOf(target), seen, reason: why === '' ? undefined : why };
}

/** What is merely not filled yet. */
const LACKS = ['required', 'one_of'];

/** A field somebody has been at is told what it lacks; the rest waits until saving is tried. */
function isTyped(complaint: Complaint, changed: Values): boolean {
  return Object.keys(changed).some((name) => isAbout(complaint, name));
}
