import type { ReactNode } from 'react';
import type { Complaint, Item } from '../../../api/types';
import { useRead } from '../../../i18n/words';
import { at } from '../complaints';
import { ComplaintLines } from '../ComplaintLines';
import { AnyInput } from './AnyInput';

interface Props {
  item: Item;
  id: string;
  text: string;
  onText: (text: string) => void;
  /** Where the program finds it, such as `violations[0].unit`. */
  path: string;
  /** What stands against the field it is a part of. */
  complaints: Complaint[];
  /** A control in place of the one of its type. */
  children?: ReactNode;
}

/** A part of a field: its label, its control, and what stands against it. */
export function ItemInput({ item, id, text, onText, path, complaints, children }: Props) {
  const read = useRead();
  const against = at(complaints, path);
  return (
    <div>
      <label htmlFor={id} className="field-label" data-required={item.required}>
        {read(item.label)}
      </label>
      {children ?? (
        <AnyInput
          shape={item}
          id={id}
          label={read(item.label)}
          text={text}
          onText={onText}
          invalid={against.length > 0}
          describedBy={`${id}-said`}
          path={path}
          complaints={against}
        />
      )}
      <ComplaintLines id={`${id}-said`} complaints={against} />
    </div>
  );
}
