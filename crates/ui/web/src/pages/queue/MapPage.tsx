import { Review } from './Review';
import { useQueueWords } from './words';

/** All records on a wide map. */
export default function MapPage() {
  return <Review title={useQueueWords()('map_title')} status="all" widths={['24%', '46%']} />;
}
