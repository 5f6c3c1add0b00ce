package dev.playhead.grid;

import dev.playhead.grid.Row.Place;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The places of rows in order: an immutable list in chunks of about the square root of its length. Putting a place in or
 * taking one out copies a chunk and the list of chunks, O(√n), which for 10,000 rows is less than the path of a balanced tree
 * takes; finding one is O(log n), and a list is made at once in O(n).
 */
final class RowOrder implements Iterable<Place> {
    private static final int MIN_CHUNK = 64;

    static final RowOrder EMPTY = new RowOrder(new Place[0][], new int[0], 0);

    private final Place[][] chunks;
    /** The position at which each chunk begins. */
    private final int[] starts;

    private final int size;

    private RowOrder(Place[][] chunks, int[] starts, int size) {
        this.chunks = chunks;
        this.starts = starts;
        this.size = size;
    }

    /** Places in order; their keys increase. */
    static RowOrder of(Place[] places) {
        int length = Math.max(MIN_CHUNK, (int) Math.sqrt(places.length));
        Place[][] chunks = new Place[(places.length + length - 1) / length][];
        for (int i = 0; i < chunks.length; i++) {
            chunks[i] = Arrays.copyOfRange(places, i * length, Math.min(places.length, (i + 1) * length));
        }
        return of(chunks);
    }

    private static RowOrder of(Place[][] chunks) {
        int[] starts = new int[chunks.length];
        int size = 0;
        for (int i = 0; i < chunks.length; i++) {
            starts[i] = size;
            size += chunks[i].length;
        }
        return new RowOrder(chunks, starts, size);
    }

    int size() {
        return size;
    }

    private int chunkOf(int position) {
        int found = Arrays.binarySearch(starts, position);
        return found >= 0 ? found : -found - 2;
    }

    Place get(int position) {
        int chunk = chunkOf(position);
        return chunks[chunk][position - starts[chunk]];
    }

    /** The position of the place with a key, which is there. */
    int indexOf(long key) {
        int low = 0;
        int high = chunks.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (chunks[middle][0].key() <= key) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        Place[] chunk = chunks[low];
        int from = 0;
        int to = chunk.length - 1;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (chunk[middle].key() < key) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return starts[low] + from;
    }

    RowOrder plus(int position, Place place) {
        if (size == 0) {
            return of(new Place[][] {{place}});
        }
        int chunk = position == size ? chunks.length - 1 : chunkOf(position);
        Place[] old = chunks[chunk];
        int at = position - starts[chunk];
        Place[] now = new Place[old.length + 1];
        System.arraycopy(old, 0, now, 0, at);
        now[at] = place;
        System.arraycopy(old, at, now, at + 1, old.length - at);
        int most = 2 * Math.max(MIN_CHUNK, (int) Math.sqrt(size));
        if (now.length <= most) {
            return replaced(chunk, now);
        }
        // What is added at the end leaves full chunks behind it, else both halves have room.
        int cut = at == old.length ? old.length : now.length / 2;
        return replaced(chunk, Arrays.copyOfRange(now, 0, cut), Arrays.copyOfRange(now, cut, now.length));
    }

    RowOrder minus(int position) {
        int chunk = chunkOf(position);
        Place[] old = chunks[chunk];
        if (old.length == 1) {
            return replaced(chunk);
        }
        int at = position - starts[chunk];
        Place[] now = new Place[old.length - 1];
        System.arraycopy(old, 0, now, 0, at);
        System.arraycopy(old, at + 1, now, at, now.length - at);
        Place[] neighbour = chunk + 1 < chunks.length ? chunks[chunk + 1] : null;
        if (neighbour == null || now.length + neighbour.length > MIN_CHUNK) {
            return replaced(chunk, now);
        }
        Place[] both = Arrays.copyOf(now, now.length + neighbour.length);
        System.arraycopy(neighbour, 0, both, now.length, neighbour.length);
        return replaced(chunk + 1).replaced(chunk, both);
    }

    private RowOrder replaced(int chunk, Place[]... by) {
        Place[][] now = new Place[chunks.length - 1 + by.length][];
        System.arraycopy(chunks, 0, now, 0, chunk);
        System.arraycopy(by, 0, now, chunk, by.length);
        System.arraycopy(chunks, chunk + 1, now, chunk + by.length, chunks.length - chunk - 1);
        return of(now);
    }

    /**
     * Whether another order begins with the places of this one, but for those at some positions, which are not there. Chunks
     * that the two share are skipped.
     *
     * @param without positions in order
     */
    @SuppressWarnings("ReferenceEquality")
    boolean isContinuedBy(RowOrder that, int[] without) {
        int here = 0;
        int there = 0;
        int chunk = 0;
        int otherChunk = 0;
        int gone = 0;
        while (here < size) {
            if (gone < without.length && without[gone] == here) {
                here++;
                gone++;
                continue;
            }
            chunk = chunkFrom(chunk, here);
            otherChunk = that.chunkFrom(otherChunk, there);
            if (there == that.size) {
                return false;
            }
            Place[] mine = chunks[chunk];
            Place[] other = that.chunks[otherChunk];
            int at = here - starts[chunk];
            int otherAt = there - that.starts[otherChunk];
            int step = mine == other && at == 0 && otherAt == 0 ? mine.length : 1;
            if (step == 1 && mine[at] != other[otherAt] && !mine[at].rowId().equals(other[otherAt].rowId())) {
                return false;
            }
            here += step;
            there += step;
        }
        return true;
    }

    /** The chunk that a position is in, which is one or a later one; the number of chunks behind the end. */
    private int chunkFrom(int chunk, int position) {
        int found = chunk;
        while (found < chunks.length && starts[found] + chunks[found].length <= position) {
            found++;
        }
        return found;
    }

    /** A walk from the beginning to places with ascending keys. */
    Cursor cursor() {
        return new Cursor();
    }

    /** See {@link #cursor}. */
    final class Cursor {
        private int chunk;
        private int at;

        /**
         * The position of the place with a key, which is there, and behind the one before. Looked for in steps that double, as
         * the next one is near where many are asked for.
         */
        int seek(long key) {
            while (chunk + 1 < chunks.length && chunks[chunk + 1][0].key() <= key) {
                chunk++;
                at = 0;
            }
            Place[] places = chunks[chunk];
            int last = places.length - 1;
            int from = at;
            int to = from;
            for (int step = 1; to < last && places[to].key() < key; step *= 2) {
                from = to + 1;
                to = Math.min(last, to + step);
            }
            while (from < to) {
                int middle = (from + to) >>> 1;
                if (places[middle].key() < key) {
                    from = middle + 1;
                } else {
                    to = middle;
                }
            }
            at = from;
            return starts[chunk] + from;
        }
    }

    Place[] toArray() {
        Place[] all = new Place[size];
        for (int i = 0; i < chunks.length; i++) {
            System.arraycopy(chunks[i], 0, all, starts[i], chunks[i].length);
        }
        return all;
    }

    /** The places in an array that takes others things, too. */
    Object[] toSlots() {
        return Arrays.copyOf(toArray(), size, Object[].class);
    }

    @Override
    public Iterator<Place> iterator() {
        return new Iterator<>() {
            private int chunk;
            private int at;

            @Override
            public boolean hasNext() {
                return chunk < chunks.length;
            }

            @Override
            public Place next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                Place place = chunks[chunk][at++];
                if (at == chunks[chunk].length) {
                    chunk++;
                    at = 0;
                }
                return place;
            }
        };
    }
}
