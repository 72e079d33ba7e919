import { BoolInput, CodeInput, CodesInput } from './ChoiceInput';
import { ListInput, StructInput } from './ListInput';
import { NumberInput, TextInput, WordInput } from './PlainInput';
import { PointInput } from './PointInput';
import { DivisionInput, RefInput, RefsInput, RoadInput } from './SearchInput';
import { ClockInput, DateInput, DateTimeInput } from './TimeInput';
import type { InputProps, Of, Shape } from './types';

/** The control of a field by its type; photos have their own, because they need the whole form. */
export function AnyInput({ shape, ...rest }: InputProps) {
  const as = <S extends Shape>(known: S): InputProps<S> => ({ shape: known, ...rest });
  switch (shape.type) {
    case 'text':
      return <TextInput {...as(shape)} />;
    case 'int':
    case 'decimal':
      return <NumberInput {...as<Of<'int'> | Of<'decimal'>>(shape)} />;
    case 'bool':
      return <BoolInput {...as(shape)} />;
    case 'code':
      return <CodeInput {...as(shape)} />;
    case 'codes':
      return <CodesInput {...as(shape)} />;
    case 'date':
      return <DateInput {...as(shape)} />;
    case 'datetime':
      return <DateTimeInput {...as(shape)} />;
    case 'time':
      return <ClockInput {...as(shape)} />;
    case 'point':
      return <PointInput {...as(shape)} />;
    case 'division':
      return <DivisionInput {...as(shape)} />;
    case 'road_code':
      return <RoadInput {...as(shape)} />;
    case 'ref':
      return <RefInput {...as(shape)} />;
    case 'refs':
      return <RefsInput {...as(shape)} />;
    case 'list':
      return <ListInput {...as(shape)} />;
    case 'struct':
      return <StructInput {...as(shape)} />;
    case 'stake':
    case 'org':
    case 'person':
    case 'id_no':
    case 'credit_code':
    case 'licence_no':
    case 'phone':
    case 'plate':
      return <WordInput {...as(shape)} />;
    case 'photos':
      return null;
  }
}
