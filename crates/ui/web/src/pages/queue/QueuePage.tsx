import { Review } from './Review';
import { useQueueWords } from './words';

/** The records that wait for whoever looks. */
export default function QueuePage() {
  return <Review title={useQueueWords()('title')} status="mine" widths={['29%', '33%']} />;
}
