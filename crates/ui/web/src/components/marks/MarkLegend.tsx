import { Flex } from 'antd';
import type { ReactNode } from 'react';
import type { Code } from '../../api/types';
import { useRead } from '../../i18n/words';
import type { Tone } from './looks';
import { MarkIcon } from './MarkShape';
import { useMarkWords } from './words';

const TONES: Tone[] = ['waiting', 'green', 'yellow', 'orange', 'red', 'none', 'done'];

/** What shapes and colours mean, below every map and strip. */
export function MarkLegend({ codes }: { codes: Code[] }) {
  const say = useMarkWords();
  const read = useRead();
  return (
    <Flex wrap gap="2px 14px" className="mark-legend" role="note" aria-label={say('legend')}>
      {codes.map((code, number) => (
        <Entry key={code.code} icon={<MarkIcon size={18} look={{ tone: 'none', rank: number + 1 }} />} text={read(code.label)} />
      ))}
      {codes.length > 0 ? <Entry icon={<MarkIcon size={18} look={{ tone: 'none', rank: 0 }} />} text={say('unmarked')} /> : null}
      <span aria-hidden className="mark-legend-gap" />
      {TONES.map((tone) => (
        <Entry key={tone} icon={<MarkIcon size={18} look={{ tone, rank: 1 }} />} text={say(`tone_${tone}`)} />
      ))}
    </Flex>
  );
}

function Entry({ icon, text }: { icon: ReactNode; text: string }) {
  return (
    <Flex align="center" gap={3} component="span">
      {icon}
      {text}
    </Flex>
  );
}
