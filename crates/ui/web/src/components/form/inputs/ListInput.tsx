import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { Item } from '../../../api/types';
import { at } from '../complaints';
import { ComplaintLines } from '../ComplaintLines';
import { useFormWords } from '../words';
import { filledItems, itemsOf, itemsText, listOf } from '../values';
import type { Values } from '../types';
import { ItemInput } from './ItemInput';
import type { InputProps, Of } from './types';

/** One thing with several parts. */
export function StructInput(props: InputProps<Of<'struct'>>) {
  const items = itemsOf(props.text);
  return (
    <div id={props.id} role="group" aria-label={props.label} aria-describedby={props.describedBy} className="items" tabIndex={-1}>
      <Items
        {...props}
        items={props.shape.item}
        values={items}
        onValues={(values) => props.onText(itemsText(values))}
      />
    </div>
  );
}

/** Several entries of the same shape. */
export function ListInput(props: InputProps<Of<'list'>>) {
  const say = useFormWords();
  const entries = listOf(props.text).map(itemsOf);
  const write = (next: Values[]) => {
    props.onText(next.length > 0 ? JSON.stringify(next.map(filledItems)) : '');
  };
  return (
    <div id={props.id} role="group" aria-label={props.label} aria-describedby={props.describedBy} tabIndex={-1}>
      {entries.map((entry, number) => (
        <div key={number} role="group" aria-label={say('entry', { n: number + 1 })} className="entry">
          <Items
            {...props}
            id={`${props.id}-${number}`}
            path={`${props.path}[${number}]`}
            items={props.shape.item}
            values={entry}
            onValues={(values) => write(entries.map((one, other) => (other === number ? values : one)))}
          />
          <ComplaintLines id={`${props.id}-${number}-said`} complaints={at(props.complaints, `${props.path}[${number}]`)} />
          <Button
            type="text"
            icon={<DeleteOutlined aria-hidden />}
            aria-label={say('remove_entry', { n: number + 1 })}
            onClick={() => write(entries.filter((_, other) => other !== number))}
          />
        </div>
      ))}
      {entries.length < props.shape.max_items ? (
        <Button icon={<PlusOutlined aria-hidden />} onClick={() => write([...entries, {}])}>
          {say('add_entry')}
        </Button>
      ) : null}
    </div>
  );
}

interface ItemsProps extends InputProps {
  items: Item[];
  values: Values;
  onValues: (values: Values) => void;
}

function Items({ id, path, complaints, items, values, onValues }: ItemsProps) {
  return (
    <div className="items-grid">
      {items.map((item) => (
        <ItemInput
          key={item.name}
          item={item}
          id={`${id}-${item.name}`}
          text={values[item.name] ?? ''}
          onText={(text) => onValues({ ...values, [item.name]: text })}
          path={`${path}.${item.name}`}
          complaints={complaints}
        />
      ))}
    </div>
  );
}
