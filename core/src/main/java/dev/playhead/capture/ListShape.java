package dev.playhead.capture;

import dev.playhead.event.PlainData;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The shape of collections and arrays, except lists of plain data and {@code byte[]}. */
final class ListShape extends ClassShape {
    ListShape(Verdict verdict) {
        super(verdict);
    }

    @Override
    void map(Object value, DataMapper mapper) {
        mapper.open(value instanceof Collection<?> collection ? new ElementsFrame(collection) : new ArrayFrame(value));
    }

    @Override
    int walk(Object value, ClassShapes shapes, int budget) throws Throwable {
        int left = budget;
        if (value instanceof List<?> list) {
            // By index, because an iterator would be another allocation.
            for (int i = 0, size = list.size(); i < size && left != MAY_CHANGE; i++) {
                left = walkPart(list.get(i), shapes, left);
            }
            return left;
        }
        for (Iterator<?> elements = ((Collection<?>) value).iterator(); elements.hasNext() && left != MAY_CHANGE; ) {
            left = walkPart(elements.next(), shapes, left);
        }
        return left;
    }

    private static final class ElementsFrame extends Frame {
        private final Collection<?> collection;
        private final List<@Nullable Object> data = new ArrayList<>();
        private @Nullable Iterator<?> elements;

        ElementsFrame(Collection<?> collection) {
            super(collection);
            this.collection = collection;
        }

        @Override
        void step(DataMapper mapper) {
            Iterator<?> iterator = elements;
            if (iterator == null) {
                iterator = collection.iterator();
                elements = iterator;
            }
            if (iterator.hasNext()) {
                mapper.visit(iterator.next());
            } else {
                mapper.finish(this, PlainData.ofPlain(data));
            }
        }

        @Override
        void accept(@Nullable Object element) {
            data.add(element);
        }
    }

    private static final class ArrayFrame extends Frame {
        private final int length;
        private final List<@Nullable Object> data = new ArrayList<>();

        ArrayFrame(Object array) {
            super(array);
            length = Array.getLength(array);
        }

        @Override
        void step(DataMapper mapper) {
            if (data.size() < length) {
                mapper.visit(Array.get(source, data.size()));
            } else {
                mapper.finish(this, PlainData.ofPlain(data));
            }
        }

        @Override
        void accept(@Nullable Object element) {
            data.add(element);
        }
    }
}
