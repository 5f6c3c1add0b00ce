package dev.playhead.grid;

import dev.playhead.grid.Row.Place;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The order of rows: an immutable list of {@link Place} objects in chunks of about the square root of its length.
 * Insertion and removal copy one or two chunks and the list of chunks, which usually takes O(√n). Finding an entry
 * takes O(log n), and building a list at once takes O(n).
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

    /** Creates an order from entries whose keys increase. */
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

    /** Returns the position of the entry with the given key. There must be such an entry. */
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
        // An appended entry begins a new chunk, and the old chunk stays full. Any other insertion splits the chunk into
        // two halves that have room.
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
     * Returns whether another order begins with the rows of this order, except those at the given positions. Skips
     * chunks that both orders share.
     *
     * @param that the other order
     * @param without the positions of the rows that the other order lacks, ascending
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

    /**
     * Returns the index of the chunk that contains the given position. Searches from the given chunk on. For a position
     * past the end, returns the number of chunks.
     */
    private int chunkFrom(int chunk, int position) {
        int found = chunk;
        while (found < chunks.length && starts[found] + chunks[found].length <= position) {
            found++;
        }
        return found;
    }

    /** Returns a cursor that finds entries in the order of ascending keys, from the beginning. */
    Cursor cursor() {
        return new Cursor();
    }

    /** A cursor over the order; see {@link #cursor}. */
    final class Cursor {
        private int chunk;
        private int at;

        /**
         * Returns the position of the entry with the given key. There must be such an entry, and the key must be
         * greater than the previous key. Searches in doubling steps, because the next key is near if there are many
         * searches.
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

    /** Returns the entries in an array that can also hold other objects. */
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
